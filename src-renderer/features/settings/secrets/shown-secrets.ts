import { secretForms } from '../../../../src-shared/secrets.ts';
import type { SecretName } from '../../../../src-shared/secrets.ts';
import { text } from '../../../text/text.ts';

export type ShownSecret = SecretName;

/** They stand below the setting that they belong to. */
const below: Readonly<Record<string, readonly ShownSecret[]>> = {
  'listener.tls': ['listener.pfxPassphrase'],
  'kcd.serviceAccount': ['kcd.password', 'kcd.keytab'],
  'uem.user': ['uem.password', 'uem.tenantCode'],
  'uem.clientId': ['uem.clientSecret'],
  'uem.proxyUser': ['uem.proxyPassword'],
  'uem.push.signIn': ['uem.pushKey'],
};

export function secretsBelow(setting: string): readonly ShownSecret[] {
  return below[setting] ?? [];
}

export function secretFits(name: ShownSecret, query: string): boolean {
  const all = `${text.secrets.names[name]} ${name} ${text.secrets.helps[name]}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

export const isFile = (name: ShownSecret): name is 'kcd.keytab' => secretForms[name] === 'bytes';
