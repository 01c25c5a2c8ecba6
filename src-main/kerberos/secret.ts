/** The long-term keys of the service account: from a password and the salts that the KDC names, or from a keytab. */
import { createHash } from 'node:crypto';
import type { KcdSecret } from '../../src-shared/settings/in-force.ts';
import { enctypeName, offeredEnctypes } from './crypto/enctype.ts';
import type { Key } from './crypto/key.ts';
import { stringToKey } from './crypto/string-to-key.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { entriesOf, readKeytab } from './keytab.ts';
import type { KeytabEntry } from './keytab.ts';
import { readable } from '../der/malformed.ts';
import type { EnctypeInfo } from './messages/error.ts';
import { nameText } from './names.ts';
import type { Principal } from './names.ts';

/** Read anew at each log-on, so that a new key needs no restart. */
export type Secret =
  | { readonly kind: 'password'; readonly read: () => Promise<string> }
  | { readonly kind: 'keytab'; readonly read: () => Promise<Buffer> };

/** @param now what it is at the moment: another of its kind may have come, or it may have been removed */
export function secretOf({ kind }: KcdSecret, now: () => KcdSecret): Secret {
  return kind === 'keytab'
    ? { kind, read: async () => keytabOf(now()) }
    : { kind, read: async () => passwordOf(now()) };
}

function keytabOf(secret: KcdSecret): Buffer {
  if (secret.kind === 'keytab' && secret.keytab !== null) return Buffer.from(secret.keytab);
  throw new Error('it was removed');
}

function passwordOf(secret: KcdSecret): string {
  if (secret.kind === 'password' && secret.password !== null) return secret.password;
  throw new Error('it was removed');
}

export interface AccountKeys {
  /** Tells whether a secret is still the one that was refused. */
  readonly digest: string;
  /** Enctypes to offer, in order. */
  readonly enctypes: readonly number[];
  /** @param infos how the KDC says that a password becomes a key; none when it said nothing */
  readonly forLogOn: (enctype: number, infos: readonly EnctypeInfo[]) => Promise<Outcome<Key>>;
  /** All that may have sealed a ticket for this account. */
  readonly forTicket: (enctype: number, kvno: number | null) => Promise<readonly Key[]>;
}

export async function readSecret(
  secret: Secret,
  account: Principal,
): Promise<Outcome<AccountKeys>> {
  const where: Where = { step: 'secret', realm: account.realm };
  let content: string | Buffer;
  try {
    content = await secret.read();
  } catch (error) {
    // Of the system or of the store of secrets: their errors name files, never content.
    const why = error instanceof Error ? error.message : 'unknown';
    return failed('SECRET_UNREADABLE', where, `the ${secret.kind} cannot be read: ${why}`);
  }
  return typeof content === 'string'
    ? done(passwordKeys(content, account, where))
    : keytabKeys(content, account, where);
}

const digestOf = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('base64');

function passwordKeys(password: string, account: Principal, where: Where): AccountKeys {
  // RFC 4120 4: the realm and the name, unless the KDC says otherwise.
  const byRule = Buffer.from(account.realm + account.name.components.join(''));
  let said: readonly EnctypeInfo[] = [];
  const known = new Map<number, Promise<Outcome<Key>>>();

  async function derive(enctype: number): Promise<Outcome<Key>> {
    const exact = said.find((info) => info.enctype === enctype);
    const salt = exact?.salt ?? said.find((info) => info.salt !== null)?.salt ?? byRule;
    const derived = await stringToKey(enctype, password, salt, exact?.parameters ?? null);
    if (derived.ok) return done(derived.key);
    const place: Where = { ...where, step: 'log-on' };
    return failed('REPLY_MALFORMED', place, `the KDC is not believed: ${derived.why}`);
  }
  function keyOf(enctype: number): Promise<Outcome<Key>> {
    const key = known.get(enctype) ?? derive(enctype);
    known.set(enctype, key);
    return key;
  }
  return {
    digest: digestOf(password),
    enctypes: offeredEnctypes,
    forLogOn: (enctype, infos) => {
      if (infos.length > 0) {
        said = infos;
        known.clear();
      }
      return keyOf(enctype);
    },
    forTicket: async (enctype) => {
      if (!offeredEnctypes.includes(enctype)) return [];
      const key = await keyOf(enctype);
      return key.ok ? [key.value] : [];
    },
  };
}

function keytabKeys(bytes: Buffer, account: Principal, where: Where): Outcome<AccountKeys> {
  const read = readable(() => readKeytab(bytes));
  if (!read.ok) {
    return failed('SECRET_UNREADABLE', where, `the keytab cannot be read: ${read.what}`);
  }
  const own = entriesOf(read.value, account);
  const usable = own.flatMap(({ key, ...entry }) => (key === null ? [] : [{ ...entry, key }]));
  if (usable.length === 0) {
    return failed('KEYTAB_WITHOUT_KEY', where, whatItHolds(account, own, read.value));
  }
  const newest = (enctype: number) => usable.find((entry) => entry.enctype === enctype)?.key;
  return done({
    digest: digestOf(bytes),
    enctypes: offeredEnctypes.filter((enctype) => newest(enctype) !== undefined),
    forLogOn: async (enctype) => {
      const key = newest(enctype);
      if (key !== undefined) return done(key);
      return failed('KEYTAB_WITHOUT_KEY', where, `the keytab has no ${enctypeName(enctype)} key`);
    },
    forTicket: async (enctype, kvno) => {
      const fitting = usable.filter((entry) => entry.enctype === enctype);
      const exact = fitting.filter((entry) => entry.kvno === kvno);
      return (exact.length > 0 ? exact : fitting).map(({ key }) => key);
    },
  });
}

function whatItHolds(
  account: Principal,
  own: readonly KeytabEntry[],
  all: readonly KeytabEntry[],
): string {
  const name = `${nameText(account.name)}@${account.realm}`;
  if (own.length > 0) {
    const types = [...new Set(own.map(({ enctype }) => enctypeName(enctype)))].join(', ');
    return `the keytab has no AES key for ${name}, only ${types}`;
  }
  const others = new Set(
    all.map(({ principal }) => `${nameText(principal.name)}@${principal.realm}`),
  );
  const first = [...others].slice(0, 3).join(', ');
  return `the keytab has no key for ${name}; it is for ${first === '' ? 'nobody' : first}`;
}
