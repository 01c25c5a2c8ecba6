import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { LabUser } from '../types.ts';

export type TokenVerdict =
  | { readonly ok: true; readonly upn: string }
  | { readonly ok: false; readonly error: 'empty' | 'invalid' | 'expired' };

export type Tokens = {
  mint(user: LabUser, expiresInSeconds: number, claims: Record<string, unknown>): string;
  verify(token: string): TokenVerdict;
};

/**
 * Tokens in the shape of Azure AD's. The header says RS256 but the signature is a keyed digest that only
 * this Exchange can check: a gateway in between sees the same thing as in the field, a token whose claims
 * it can read and whose signature it cannot judge.
 */
export function tokenMint(): Tokens {
  const key = randomBytes(32);
  const sign = (signed: string): Buffer => createHmac('sha256', key).update(signed).digest();
  return {
    mint: (user, expiresInSeconds, claims) => {
      const now = Math.floor(Date.now() / 1000);
      const header = { typ: 'JWT', alg: 'RS256', kid: 'lab' };
      const payload = {
        aud: 'https://mail.lab.example',
        iss: 'https://sts.lab.example/6b1f0a4e-2d0c-4a51-9a6e-0d7b3a4c5e6f/',
        iat: now,
        nbf: now,
        exp: now + expiresInSeconds,
        jti: randomUUID(),
        upn: user.upn,
        unique_name: user.upn,
        preferred_username: user.upn,
        smtp: user.smtp,
        scp: 'EWS.AccessAsUser.All EAS.AccessAsUser.All',
        ...claims,
      };
      const signed = `${encode(header)}.${encode(payload)}`;
      return `${signed}.${sign(signed).toString('base64url')}`;
    },
    verify: (token) => {
      if (token === '') return { ok: false, error: 'empty' };
      const cut = token.lastIndexOf('.');
      const given = Buffer.from(token.slice(cut + 1), 'base64url');
      const wanted = sign(token.slice(0, Math.max(cut, 0)));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return { ok: false, error: 'invalid' };
      return judge(token);
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function judge(token: string): TokenVerdict {
  const claims: unknown = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  );
  if (typeof claims !== 'object' || claims === null) return { ok: false, error: 'invalid' };
  const { upn, exp } = claims as { upn?: unknown; exp?: unknown };
  if (typeof upn !== 'string' || typeof exp !== 'number') return { ok: false, error: 'invalid' };
  return exp * 1000 > Date.now() ? { ok: true, upn } : { ok: false, error: 'expired' };
}
