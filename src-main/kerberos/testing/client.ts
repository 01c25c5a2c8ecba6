/** A client for a realm of the lab. */
import { readFile } from 'node:fs/promises';
import type { Realm, Role } from '../../../lab/realm/index.ts';
import { createKerberos } from '../kerberos.ts';
import type { Kerberos, KerberosOptions, KerberosSettings } from '../kerberos.ts';

export interface Made {
  readonly role?: Role;
  readonly kind?: 'password' | 'keytab';
  readonly settings?: Partial<KerberosSettings>;
  readonly options?: Partial<KerberosOptions>;
}

/** Logs on as the proxy with its password, unless it is said otherwise. */
export function clientOf(realm: Realm, made: Made = {}): Kerberos {
  const { role = 'proxy', kind = 'password' } = made;
  const settings: KerberosSettings = {
    realm: realm.realm,
    kdcs: realm.kdcs.map(({ port }) => ({ realm: realm.realm, host: '127.0.0.1', port })),
    account: realm.account(role).principal,
    secret:
      kind === 'password'
        ? { kind, read: async () => realm.account(role).password }
        : { kind, read: () => readFile(realm.account(role).keytab) },
    longestTicketMinutes: 60,
    resourceBased: false,
    ...made.settings,
  };
  return createKerberos(settings, { now: Date.now, ...made.options });
}
