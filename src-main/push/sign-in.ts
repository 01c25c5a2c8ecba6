/** Who pushes: each listener knows one way to prove that. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HeaderLine } from '../http/fields.ts';
import { firstValue } from '../http/fields.ts';
import type { PushSignIn } from '../../src-shared/settings/device-management.ts';
import { refused } from './refusal.ts';
import type { Refused } from './refusal.ts';
import { isRight, signedHead } from './signature.ts';
import type { Nonces } from './signature.ts';

/** By the head alone; `finish` has the last word once the body is there. */
export interface Begun {
  readonly ok: true;
  /** A password may trigger a look at device management, and say nothing of a device itself. */
  readonly mayChange: boolean;
  readonly finish: (body: Buffer) => { readonly ok: true } | Refused;
}

export interface Asked {
  readonly lines: readonly HeaderLine[];
  /** The connection showed a certificate of an authority that counts now. */
  readonly certified: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const done = (): { readonly ok: true } => ({ ok: true });

export function beginSignIn(signIn: PushSignIn, nonces: Nonces, asked: Asked): Begun | Refused {
  switch (signIn.kind) {
    case 'certificate':
      return asked.certified ? { ok: true, mayChange: true, finish: done } : refused('certificate');
    case 'password': {
      const given = firstValue(asked.lines, 'authorization');
      return given !== null && isPassword(given, signIn)
        ? { ok: true, mayChange: false, finish: done }
        : refused('password');
    }
    case 'signature': {
      const signed = signedHead(asked.lines, asked.now());
      if (!signed.ok) return signed;
      const finish: Begun['finish'] = (body) =>
        isRight(signed, signIn.key, body) ? nonces.take(signed, asked.now()) : refused('signature');
      return { ok: true, mayChange: true, finish };
    }
  }
}

/** RFC 7617 2. Compared by digests, so that neither length nor place of a difference shows. */
function isPassword(
  given: string,
  { user, password }: Extract<PushSignIn, { readonly kind: 'password' }>,
): boolean {
  const token = /^basic +([\w+/=-]+)$/i.exec(given)?.[1] ?? '';
  const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const right = Buffer.from(`${user}:${password}`);
  return timingSafeEqual(digest(Buffer.from(token, 'base64')), digest(right));
}
