/** Asks the KDCs of a realm in turn. */
import type { KerberosStep } from '../../src-shared/kerberos.ts';
import type { Log } from '../../src-shared/log.ts';
import { done, failed } from './failures.ts';
import type { Outcome } from './failures.ts';
import { addressText } from './find-kdc.ts';
import type { KdcAddress } from './find-kdc.ts';
import { askKdc } from './kdc-connection.ts';
import type { Answer, Asked, Connect, Limits } from './kdc-connection.ts';
import { kdcError } from './kdc-errors.ts';
import { readable } from '../der/malformed.ts';
import { isError, readError } from './messages/error.ts';

export interface Request {
  readonly bytes: Buffer;
}

export interface Exchanged<Sent> {
  readonly sent: Sent;
  readonly reply: Buffer;
  /** host:port */
  readonly kdc: string;
}

export interface Kdcs {
  /** @param make is called for each KDC that is tried, since no authenticator is sent twice */
  readonly ask: <Sent extends Request>(
    realm: string,
    step: KerberosStep,
    make: () => Sent,
  ) => Promise<Outcome<Exchanged<Sent>>>;
  readonly close: () => void;
}

export interface KdcOptions {
  readonly find: (realm: string) => Promise<Outcome<readonly KdcAddress[]>>;
  readonly now: () => number;
  readonly log: Log | null;
  readonly connect?: Connect | undefined;
  readonly limits?: Limits | undefined;
}

const usual: Limits = { connectMs: 3_000, answerMs: 8_000 };
/** One that gave no answer is asked last for so long. */
const avoidedMs = 60_000;
/** Where none answered so lately, the next request need not wait for their silence as well. */
const hopelessMs = 5_000;
/** Connections at the same time; others wait. After a restart everybody comes at once. */
const mostAtOnce = 64;

export function createKdcs({ find, now, log, connect, limits = usual }: KdcOptions): Kdcs {
  const silent = new Map<string, { readonly at: number; readonly why: string }>();
  const open = new Set<Asked>();
  const turns = createTurns(mostAtOnce);
  let closed = false;

  const wasSilent = (address: KdcAddress, withinMs: number): boolean =>
    now() - (silent.get(addressText(address))?.at ?? -Infinity) < withinMs;
  const isAvoided = (address: KdcAddress) => wasSilent(address, avoidedMs);
  const inOrder = (addresses: readonly KdcAddress[]) =>
    [...addresses].sort((one, other) => Number(isAvoided(one)) - Number(isAvoided(other)));

  async function askOne(address: KdcAddress, bytes: Buffer): Promise<Answer> {
    const asked = askKdc(address, bytes, limits, connect);
    open.add(asked);
    const answer = await asked.answer;
    open.delete(asked);
    return answer.ok && saysUnavailable(answer.reply)
      ? { ok: false, silent: true, why: 'it says that it is not available' }
      : answer;
  }

  const ask: Kdcs['ask'] = async (realm, step, make) => {
    const addresses = await find(realm);
    if (!addresses.ok) return addresses;
    return turns(() => askInTurn(addresses.value, realm, step, make));
  };

  const askInTurn = async <Sent extends Request>(
    addresses: readonly KdcAddress[],
    realm: string,
    step: KerberosStep,
    make: () => Sent,
  ): Promise<Outcome<Exchanged<Sent>>> => {
    const silences = (): string =>
      addresses
        .map(addressText)
        .map((kdc) => `${kdc}: ${silent.get(kdc)?.why ?? 'not asked'}`)
        .join('; ');
    if (addresses.every((address) => wasSilent(address, hopelessMs))) {
      const text = `no KDC answered a moment ago: ${silences()}`;
      return failed('KDC_UNREACHABLE', { step, realm }, text);
    }
    for (const address of inOrder(addresses)) {
      if (closed) return failed('CLOSED', { step, realm }, 'the gateway is ending');
      const kdc = addressText(address);
      const sent = make();
      const answer = await askOne(address, sent.bytes);
      if (answer.ok) {
        silent.delete(kdc);
        return done({ sent, reply: answer.reply, kdc });
      }
      if (!answer.silent) {
        return failed(
          'REPLY_MALFORMED',
          { step, realm, kdc },
          `not the answer of a KDC: ${answer.why}`,
        );
      }
      silent.set(kdc, { at: now(), why: answer.why });
      log?.warn({ realm, kdc, why: answer.why }, 'KDC gives no answer');
    }
    return failed('KDC_UNREACHABLE', { step, realm }, `no KDC answers: ${silences()}`);
  };
  return {
    ask,
    close: () => {
      closed = true;
      for (const asked of open) asked.end();
    },
  };
}

/** Lets so many through at the same time, the others in their order. */
function createTurns(most: number): <Value>(take: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (take) => {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken++;
    try {
      return await take();
    } finally {
      const next = waiting.shift();
      if (next === undefined) taken--;
      else next();
    }
  };
}

/** RFC 4120 7.5.9: a KDC that cannot do it now, as one that is starting. */
function saysUnavailable(reply: Buffer): boolean {
  if (!isError(reply)) return false;
  const error = readable(() => readError(reply));
  return error.ok && error.value.code === kdcError.unavailable;
}
