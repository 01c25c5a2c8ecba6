import type { IncomingMessage } from 'node:http';
import { whole, type Answer } from '../http/answer.ts';
import { BEARER_CHALLENGE } from '../quirks.ts';
import type { ExchangeQuirks, HeaderLine, LabUser } from '../types.ts';
import type { Tokens } from './token.ts';
import type { Users } from './users.ts';

export type Authentication =
  | { readonly ok: true; readonly user: LabUser }
  | { readonly ok: false; readonly bearer: 'absent' | 'empty' | 'invalid' | 'expired' };

/** Judges the Authorization header alone; NTLM and Negotiate are offered but never accepted. */
export function authenticate(
  request: IncomingMessage,
  users: Users,
  tokens: Tokens,
  quirks: ExchangeQuirks,
): Authentication {
  const [, scheme = '', credentials = ''] =
    /^(\S+) *(.*)$/.exec(request.headers.authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return quirks.refuseBasic ? { ok: false, bearer: 'absent' } : basic(credentials, users);
    case 'bearer':
      return quirks.refuseBearer
        ? { ok: false, bearer: 'invalid' }
        : bearer(credentials.trim(), users, tokens);
    default:
      return { ok: false, bearer: 'absent' };
  }
}

function basic(credentials: string, users: Users): Authentication {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':'); // RFC 7617 2: the user name holds no colon, the password may
  const user = users.find(text.slice(0, Math.max(colon, 0)));
  if (user === null || user.password !== text.slice(colon + 1))
    return { ok: false, bearer: 'absent' };
  return { ok: true, user };
}

function bearer(token: string, users: Users, tokens: Tokens): Authentication {
  const verdict = tokens.verify(token);
  if (!verdict.ok) return { ok: false, bearer: verdict.error };
  const user = users.find(verdict.upn);
  return user === null ? { ok: false, bearer: 'invalid' } : { ok: true, user };
}

/**
 * 401 with one WWW-Authenticate line per scheme, as IIS sends them (facts: ews 3). An empty `Bearer`
 * brings the long Bearer challenge even where the list lacks it: clients probe for it so.
 */
export function unauthorized(
  challenges: readonly string[],
  bearerState: 'absent' | 'empty' | 'invalid' | 'expired',
): Answer {
  const isBearer = (challenge: string): boolean => /^bearer\b/i.test(challenge);
  const probed = bearerState === 'empty' && !challenges.some(isBearer);
  const refused = bearerState === 'invalid' || bearerState === 'expired';
  const lines = (probed ? [...challenges, BEARER_CHALLENGE] : challenges).map(
    (challenge): HeaderLine => [
      'WWW-Authenticate',
      refused && isBearer(challenge) ? `${challenge}, error="invalid_token"` : challenge,
    ],
  );
  // facts: ews 1.3: OAuth failures carry the ids 2000000 to 2000008.
  const diagnostics: HeaderLine[] = refused
    ? [
        [
          'x-ms-diagnostics',
          `2000003;reason="The token is ${bearerState}.";error_category="invalid_token"`,
        ],
      ]
    : [];
  return whole(401, null, '', [...lines, ...diagnostics]);
}
