/**
 * A push that is signed with the key that both sides have: HMAC-SHA-256 (RFC 2104) over time, nonce and body. What was
 * taken once is not taken again: its nonce is remembered for as long as its time would let it pass.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HeaderLine } from '../http/fields.ts';
import { firstValue } from '../http/fields.ts';
import { ownText } from '../http/own-text.ts';
import { refused } from './refusal.ts';
import type { Refused } from './refusal.ts';

/** Lower case, as they are looked for. */
export const signatureFields = [
  'x-sallyport-time',
  'x-sallyport-nonce',
  'x-sallyport-signature',
] as const;

/** What is signed begins with it: a signature that the key made for something else means nothing here. */
const PURPOSE = 'sallyport-push-1';
/** How far the clocks may be apart, either way, in seconds. */
const WINDOW_SECONDS = 300;
/** Fifty a second for as long as one is remembered are half of it. */
const MOST_NONCES = 65_536;

export interface Signed {
  readonly ok: true;
  readonly time: number;
  readonly timeText: string;
  readonly nonce: string;
  readonly signature: Buffer;
}

/** What the head says of the signature, and whether its time can be right: before a byte of the body is read. */
export function signedHead(lines: readonly HeaderLine[], now: number): Signed | Refused {
  const [timeText, nonce, signature] = signatureFields.map((name) => firstValue(lines, name) ?? '');
  if (timeText === undefined || !/^\d{1,12}$/.test(timeText)) return refused('signature');
  if (nonce === undefined || !/^[\w-]{16,64}$/.test(nonce)) return refused('signature');
  if (signature === undefined || !/^[0-9a-f]{64}$/i.test(signature)) return refused('signature');
  const time = Number(timeText);
  if (Math.abs(time - now / 1000) > WINDOW_SECONDS) return refused('time');
  return { ok: true, time, timeText, nonce, signature: Buffer.from(signature, 'hex') };
}

export function signatureOf(key: string, timeText: string, nonce: string, body: Buffer): Buffer {
  const hmac = createHmac('sha256', key);
  hmac.update(`${PURPOSE}\n${timeText}\n${nonce}\n`);
  return hmac.update(body).digest();
}

/** How long it takes says nothing about where a wrong one differs. */
export function isRight(signed: Signed, key: string, body: Buffer): boolean {
  return timingSafeEqual(signatureOf(key, signed.timeText, signed.nonce, body), signed.signature);
}

export interface Nonces {
  /** Only after the signature was found right: nobody else may fill the memory. */
  readonly take: (
    signed: Pick<Signed, 'time' | 'nonce'>,
    now: number,
  ) => { readonly ok: true } | Refused;
}

/**
 * @param since epoch milliseconds. What was signed before may have been taken by a process of before, whose memory is
 *   gone: it is too old.
 */
export function createNonces(since: number, most = MOST_NONCES): Nonces {
  /** To the second, Unix time, until which each could be sent again. */
  const until = new Map<string, number>();
  const forget = (seconds: number): void => {
    for (const [nonce, end] of until) if (end < seconds) until.delete(nonce);
  };
  return {
    take: ({ time, nonce }, now) => {
      if (time < Math.floor(since / 1000)) return refused('time');
      if (until.has(nonce)) return refused('replay');
      if (until.size >= most) forget(now / 1000);
      if (until.size >= most) return refused('memory');
      until.set(ownText(nonce), time + WINDOW_SECONDS);
      return { ok: true };
    },
  };
}
