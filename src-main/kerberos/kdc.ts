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
import { readable } from './malformed.ts';
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

export function createKdcs({ find, now, log, connect, limits = usual }: KdcOptions): Kdcs {
  const avoided = new Map<string, number>();
  const open = new Set<Asked>();
  let closed = false;

  const isAvoided = (address: KdcAddress) => (avoided.get(addressText(address)) ?? 0) > now();
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
    const silences: string[] = [];
    for (const address of inOrder(addresses.value)) {
      if (closed) return failed('CLOSED', { step, realm }, 'the gateway is ending');
      const kdc = addressText(address);
      const sent = make();
      const answer = await askOne(address, sent.bytes);
      if (answer.ok) {
        avoided.delete(kdc);
        return done({ sent, reply: answer.reply, kdc });
      }
      avoided.set(kdc, now() + avoidedMs);
      if (!answer.silent) {
        return failed(
          'REPLY_MALFORMED',
          { step, realm, kdc },
          `not the answer of a KDC: ${answer.why}`,
        );
      }
      log?.warn({ realm, kdc, why: answer.why }, 'KDC gives no answer');
      silences.push(`${kdc}: ${answer.why}`);
    }
    return failed('KDC_UNREACHABLE', { step, realm }, `no KDC answers: ${silences.join('; ')}`);
  };
  return {
    ask,
    close: () => {
      closed = true;
      for (const asked of open) asked.end();
    },
  };
}

/** RFC 4120 7.5.9: a KDC that cannot do it now, as one that is starting. */
function saysUnavailable(reply: Buffer): boolean {
  if (!isError(reply)) return false;
  const error = readable(() => readError(reply));
  return error.ok && error.value.code === kdcError.unavailable;
}
