/** Which control a setting has, by its type: beside its words, below them, or both. */
import type { ComponentType } from 'react';
import type { SettingType } from '../../../../src-shared/settings/entry.ts';
import { BooleanField } from './boolean-field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { DomainsField } from './domains-field.tsx';
import type { FieldProps } from './field-props.ts';
import { HostField } from './host-field.tsx';
import { IntegerField } from './integer-field.tsx';
import { ListField } from './list-field.tsx';
import { PlainField } from './plain-field.tsx';
import { TlsFiles, TlsKind } from './tls-field.tsx';

interface Field {
  readonly Beside?: ComponentType<FieldProps>;
  readonly Below?: ComponentType<FieldProps>;
}

export const fieldOf: Readonly<Record<SettingType['kind'], Field>> = {
  boolean: { Beside: BooleanField },
  integer: { Beside: IntegerField },
  choice: { Beside: ChoiceField },
  host: { Beside: PlainField },
  path: { Beside: PlainField },
  headerName: { Beside: PlainField },
  hostAndPort: { Below: HostField },
  tls: { Beside: TlsKind, Below: TlsFiles },
  cidrs: { Below: ListField },
  urlPaths: { Below: ListField },
  userNames: { Below: ListField },
  servers: { Below: ListField },
  spn: { Beside: PlainField },
  account: { Beside: PlainField },
  webAddress: { Beside: PlainField },
  text: { Beside: PlainField },
  domainControllers: { Below: ListField },
  certificateUsers: { Below: ListField },
  crlUrls: { Below: ListField },
  entryKey: { Beside: PlainField },
  thumbprints: { Below: ListField },
  ewsOperations: { Below: ListField },
  webhookHosts: { Below: ListField },
  patterns: { Below: ListField },
  platformPatterns: { Below: ListField },
  policyUsers: { Below: ListField },
  userGroups: { Below: ListField },
  domains: { Below: DomainsField },
};
