import type { IncomingMessage } from 'node:http';
import { whole, type Answer } from '../http/answer.ts';
import { BEARER_CHALLENGE } from '../quirks.ts';
import type { ExchangeQuirks, HeaderLine, LabUser } from '../types.ts';
import type { SignIns } from './sign-ins.ts';
import type { Tokens } from './token.ts';
import type { Users } from './users.ts';

export type Authentication =
  | { readonly ok: true; readonly user: LabUser }
  | {
      readonly ok: false;
      readonly bearer: 'absent' | 'empty' | 'invalid' | 'expired';
      /** Instead of the list: the next step of a sign-in. */
      readonly challenge?: string;
    };

export type Accounts = {
  readonly users: Users;
  readonly tokens: Tokens;
  readonly signIns: SignIns;
};

/**
 * Judges the Authorization header, and with the switch `ntlm` the connection: who signed in on it by NTLM is who comes
 * without the header afterwards, as with IIS (facts: ews 3). Kerberos is offered but never accepted.
 */
export function authenticate(
  request: IncomingMessage,
  { users, tokens, signIns }: Accounts,
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
    case 'ntlm':
    case 'negotiate':
      return quirks.ntlm
        ? connectionBound(request, scheme, credentials, users, signIns)
        : { ok: false, bearer: 'absent' };
    default: {
      const user = scheme === '' ? signIns.userOf(request.socket) : null;
      return user === null ? { ok: false, bearer: 'absent' } : { ok: true, user };
    }
  }
}

function connectionBound(
  request: IncomingMessage,
  scheme: string,
  token: string,
  users: Users,
  signIns: SignIns,
): Authentication {
  const step = signIns.step(request.socket, scheme, Buffer.from(token, 'base64'), users);
  if (step.kind === 'signed in') return { ok: true, user: step.user };
  return step.kind === 'refused'
    ? { ok: false, bearer: 'absent' }
    : { ok: false, bearer: 'absent', challenge: step.value };
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
