/** Puts together what one request proves and names (docs/compliance.md). */
import type { Credentials } from './credentials.ts';
import { readDeviceHeader } from './device-header.ts';
import { readEasQuery } from './eas-query.ts';
import type { EasQuery } from './eas-query.ts';
import { firstValue } from '../../http/fields.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { Route } from '../routes.ts';
import type { Identity } from '../../../src-shared/decision.ts';
import type { Authentication } from '../../../src-shared/events.ts';
import type { DeviceHeaderSyntax } from '../../../src-shared/settings/ens-values.ts';

export interface IdentifyInput {
  readonly route: Route;
  readonly method: string;
  readonly query: string | null;
  readonly lines: readonly HeaderLine[];
  readonly credentials: Exclude<Credentials, { kind: 'step' }>;
  /** The peer is a trusted notification service. */
  readonly fromEns: boolean;
  /** Lower case; null: the mechanism is off. */
  readonly deviceHeader: string | null;
  readonly deviceSyntax: DeviceHeaderSyntax;
}

export interface Identified {
  readonly kind: 'identified';
  /** Null: the request proves nobody. */
  readonly identity: Identity | null;
  readonly authentication: Authentication;
  readonly eas: EasQuery | null;
  /** A device header came from an address that may not send one. */
  readonly untrustedHeader: boolean;
}

export type Identification =
  | Identified
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'unsupported'; readonly scheme: Authentication };

export function identify(input: IdentifyInput): Identification {
  const { route, query, lines, credentials } = input;
  if (credentials.kind === 'malformed' || credentials.kind === 'unsupported') return credentials;

  const eas = route.protocol === 'eas' ? readEasQuery(query) : null;
  if (eas?.ok === false) return { kind: 'malformed', text: eas.text };
  const named = devicesOf(input, eas?.query ?? null);
  if (!named.ok) return { kind: 'malformed', text: named.text };

  const somebody = credentials.kind === 'user';
  const identity: Identity = {
    protocol: route.protocol,
    user: somebody ? credentials.user : null,
    mailbox: null,
    claimedUser: eas?.query.user ?? null,
    deviceIds: named.ids,
    fromEns: input.fromEns,
    deviceType: eas?.query.deviceType ?? null,
    userAgent: firstValue(lines, 'user-agent'),
    hidden: somebody && credentials.hidden === true,
    operation: null,
  };
  return {
    kind: 'identified',
    identity: somebody ? identity : null,
    authentication: credentials.kind === 'nobody' ? 'none' : credentials.scheme,
    eas: eas?.query ?? null,
    untrustedHeader: named.untrusted,
  };
}

type Named =
  | { readonly ok: true; readonly ids: readonly string[]; readonly untrusted: boolean }
  | { readonly ok: false; readonly text: string };

function devicesOf(input: IdentifyInput, eas: EasQuery | null): Named {
  const header = input.deviceHeader === null ? null : firstValue(input.lines, input.deviceHeader);
  const untrusted = header !== null && !input.fromEns;
  if (eas !== null) {
    if (eas.deviceId !== null) return { ok: true, ids: [eas.deviceId], untrusted };
    // OPTIONS names no device (facts: ews 4); a command without one would escape the check.
    if (input.method === 'OPTIONS') return { ok: true, ids: [], untrusted };
    return { ok: false, text: 'The ActiveSync query names no DeviceId.' };
  }
  if (header === null || untrusted) return { ok: true, ids: [], untrusted };
  const read = readDeviceHeader(header, input.deviceSyntax);
  return read.ok ? { ok: true, ids: read.ids, untrusted: false } : read;
}
