/** AS exchange: the service account gets its ticket. RFC 4120 3.1. */
import type { KerberosFailure } from '../../src-shared/kerberos.ts';
import type { Clock } from './clock.ts';
import type { Key } from './crypto/key.ts';
import { usages } from './crypto/usages.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import type { Exchanged, Kdcs, Request } from './kdc.ts';
import { apart, kdcError, refusedBy } from './kdc-errors.ts';
import { readable } from '../der/malformed.ts';
import { isError, readEnctypeInfo, readError, readMethodData } from './messages/error.ts';
import type { EnctypeInfo, KrbError } from './messages/error.ts';
import { isReply, readReply } from './messages/kdc-reply.ts';
import type { KdcReply } from './messages/kdc-reply.ts';
import { kdcOptions, writeRequest, writeRequestBody } from './messages/kdc-request.ts';
import { encryptedTimestamp, pacRequest, paTypes } from './messages/padata.ts';
import type { Typed } from './messages/parts.ts';
import { nameText, nameTypes, sameName, ticketGranting } from './names.ts';
import type { Principal } from './names.ts';
import { newNonce, openReply } from './replies.ts';
import type { Granted } from './replies.ts';
import type { AccountKeys } from './secret.ts';
import type { Stamp } from './stamps.ts';

export interface LogOnWays {
  readonly kdcs: Kdcs;
  readonly clock: Clock;
  readonly stamp: () => Stamp;
}

interface Sent extends Request {
  readonly nonce: number;
}

/** What a KDC wants before it answers. */
interface Wanted {
  readonly enctype: number;
  readonly infos: readonly EnctypeInfo[];
  readonly cookie: readonly Typed[];
}

type Said =
  | { readonly kind: 'reply'; readonly reply: KdcReply; readonly from: Exchanged<Sent> }
  | { readonly kind: 'error'; readonly error: KrbError; readonly from: Exchanged<Sent> };

export async function logOn(
  account: Principal,
  keys: AccountKeys,
  ways: LogOnWays,
): Promise<Outcome<Granted>> {
  const exchange = {
    account,
    keys,
    ways,
    where: { step: 'log-on', realm: account.realm } as const,
  };
  const first = await ask(exchange, () => []);
  if (!first.ok) return first;
  if (first.value.kind === 'reply') return open(exchange, first.value, null);
  const { error, from } = first.value;
  if (error.code !== kdcError.preauthRequired) return refused(exchange, error, from.kdc);
  const wanted = whatIsWanted(exchange, error, from.kdc);
  if (!wanted.ok) return wanted;
  if (!ways.clock.follow(error.serverTime, account.realm))
    return tooFarOff(exchange, error, from.kdc);
  return prove(exchange, wanted.value, 1);
}

interface LogOn {
  readonly account: Principal;
  readonly keys: AccountKeys;
  readonly ways: LogOnWays;
  readonly where: Where;
}

/** @param again how often a wrong clock is put right */
async function prove(exchange: LogOn, wanted: Wanted, again: number): Promise<Outcome<Granted>> {
  const { account, keys, ways } = exchange;
  const key = await keys.forLogOn(wanted.enctype, wanted.infos);
  if (!key.ok) return key;
  const proof = () => [encryptedTimestamp(key.value, ways.stamp()), ...wanted.cookie];
  const said = await ask(exchange, proof);
  if (!said.ok) return said;
  if (said.value.kind === 'reply') return open(exchange, said.value, key.value);
  const { error, from } = said.value;
  if (error.code === kdcError.skew && again > 0) {
    // Another KDC may have answered than the one whose time was taken.
    return ways.clock.follow(error.serverTime, account.realm)
      ? prove(exchange, wanted, again - 1)
      : tooFarOff(exchange, error, from.kdc);
  }
  return refused(exchange, error, from.kdc);
}

async function ask(
  { account, keys, ways, where }: LogOn,
  proof: () => readonly Typed[],
): Promise<Outcome<Said>> {
  const isUpn = account.name.type === nameTypes.enterprise;
  const make = (): Sent => {
    const nonce = newNonce();
    const body = writeRequestBody({
      options: kdcOptions.forwardable | (isUpn ? kdcOptions.canonicalize : 0),
      client: account.name,
      realm: account.realm,
      server: ticketGranting(account.realm),
      nonce,
      enctypes: keys.enctypes,
      addedTickets: [],
    });
    return { nonce, bytes: writeRequest('as', [...proof(), pacRequest], body) };
  };
  const asked = await ways.kdcs.ask(account.realm, where.step, make);
  if (!asked.ok) return asked;
  const from = asked.value;
  const said = readable((): Said => {
    if (isError(from.reply)) return { kind: 'error', error: readError(from.reply), from };
    return { kind: 'reply', reply: readReply('as', from.reply), from };
  });
  if (said.ok) return done(said.value);
  const kind = isReply('as', from.reply) ? 'its reply' : 'not the answer of a KDC';
  return failed('REPLY_MALFORMED', { ...where, kdc: from.kdc }, `${kind}: ${said.what}`);
}

/** Error 25 names the types of keys and their salts, which differ from the rule for renamed and computer accounts. */
function whatIsWanted({ keys, where }: LogOn, error: KrbError, kdc: string): Outcome<Wanted> {
  const place = { ...where, kdc, kdcError: error.code };
  const read = readable(() => {
    const methods = error.data === null ? [] : readMethodData(error.data);
    return { methods, infos: enctypeInfos(methods) };
  });
  if (!read.ok) return failed('REPLY_MALFORMED', place, `its error: ${read.what}`);
  const { methods, infos } = read.value;
  if (!methods.some(({ type }) => type === paTypes.encryptedTimestamp)) {
    const types = methods.map(({ type }) => type).join(', ');
    return failed(
      'PREAUTH_UNSUPPORTED',
      place,
      `the KDC takes no encrypted timestamp, only ${types}`,
    );
  }
  const enctype = infos.find((info) => keys.enctypes.includes(info.enctype))?.enctype;
  if (enctype === undefined) {
    const text =
      'the account needs AES: the KDC and its password or keytab have no AES key in common';
    return failed('NO_COMMON_ENCTYPE', place, text);
  }
  return done({ enctype, infos, cookie: methods.filter(({ type }) => type === paTypes.cookie) });
}

const enctypeInfos = (padata: readonly Typed[]): readonly EnctypeInfo[] => {
  const info = padata.find(({ type }) => type === paTypes.enctypeInfo2);
  return info === undefined ? [] : readEnctypeInfo(info.value);
};

/** @param proven the key that the KDC already took; null when it asked for no proof */
async function open(
  exchange: LogOn,
  { reply, from }: Extract<Said, { kind: 'reply' }>,
  proven: Key | null,
): Promise<Outcome<Granted>> {
  const { account, keys, ways } = exchange;
  const where = { ...exchange.where, kdc: from.kdc };
  const infos = readable(() => enctypeInfos(reply.padata));
  if (!infos.ok) return failed('REPLY_MALFORMED', where, `its reply: ${infos.what}`);
  if (!keys.enctypes.includes(reply.sealed.enctype)) {
    return failed(
      'REPLY_NOT_GENUINE',
      where,
      'its reply is sealed with a type that was not offered',
    );
  }
  const key = await keys.forLogOn(reply.sealed.enctype, infos.value);
  if (!key.ok) return key;
  const expected = { key: key.value, usage: usages.asReply, nonce: from.sent.nonce };
  const granted = openReply(reply, expected, where);
  if (!granted.ok) return proven === null ? asWrongPassword(exchange, granted) : granted;
  const wrong = notForUs(account, granted.value);
  if (wrong !== null) return failed('REPLY_NOT_GENUINE', where, wrong);
  // Sealed, so now the time of the KDC is certain; an initial ticket is authenticated when it is made.
  if (!ways.clock.follow(granted.value.times.authTime, account.realm)) {
    const text = apart(ways.clock.skewOf(granted.value.times.authTime) / 1000);
    return failed('CLOCK_SKEW', where, `the clocks are too far apart${text}`);
  }
  return granted;
}

/** Where the KDC asks for no proof, a wrong password shows only here. */
function asWrongPassword(
  { where }: LogOn,
  refusal: { readonly ok: false; readonly failure: KerberosFailure },
): Outcome<Granted> {
  const { code, kdc } = refusal.failure;
  if (code !== 'REPLY_NOT_GENUINE') return refusal;
  const text = 'the password or keytab of the account does not open the reply of the KDC';
  return failed('PASSWORD_WRONG', { ...where, kdc }, text);
}

function notForUs(account: Principal, { client, server }: Granted): string | null {
  if (client.realm !== account.realm) return 'its ticket is for another realm';
  const isUpn = account.name.type === nameTypes.enterprise;
  if (!isUpn && !sameName(client.name, account.name)) {
    return `its ticket is for ${nameText(client.name)}`;
  }
  const wanted = ticketGranting(account.realm);
  return sameName(server.name, wanted) ? null : 'its ticket is not for getting tickets';
}

function refused({ account, ways, where }: LogOn, error: KrbError, kdc: string) {
  const about = { account: nameText(account.name), user: '', target: '' };
  const skew = ways.clock.skewOf(error.serverTime) / 1000;
  return refusedBy(error, { ...where, kdc }, about, skew);
}

function tooFarOff({ ways, where }: LogOn, error: KrbError, kdc: string) {
  const text = `the clocks are too far apart${apart(ways.clock.skewOf(error.serverTime) / 1000)}`;
  return failed('CLOCK_SKEW', { ...where, kdc, kdcError: error.code }, text);
}
