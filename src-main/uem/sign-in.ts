/** What proves us to UEM: an account with the tenant code, or a token (facts: uem 2). */
import { z } from 'zod';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { UemSignIn } from '../../src-shared/settings/device-management.ts';
import type { Answered, Transport } from './transport.ts';
import { wayProblem } from './way-problems.ts';

export interface SignIn {
  readonly headers: (signal: AbortSignal) => Promise<Result<Readonly<Record<string, string>>>>;
  /** The token was refused: the next one is new. @returns false: there is nothing to renew */
  readonly renew: () => boolean;
}

export interface TokenService {
  readonly transport: Transport;
  readonly path: string;
  /** As people write it. */
  readonly where: string;
  readonly byProxy: boolean;
}

/** Renewed so long before its end (facts: uem 2.1). */
const BEFORE_END_MS = 5 * 60_000;
const HOUR_S = 3600;

const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z.string().regex(/^bearer$/i),
  // It may come as text.
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).optional(),
});

/** @param tokens the way to the token service; null for an account */
export function createSignIn(
  signIn: UemSignIn,
  tokens: TokenService | null,
  now: () => number,
): SignIn {
  const code = signIn.tenantCode;
  const key: Record<string, string> = code === null ? {} : { 'aw-tenant-code': code };
  if (signIn.kind === 'basic' || tokens === null) return account(signIn, key);
  let token: { readonly text: string; readonly until: number } | null = null;
  return {
    headers: async (signal) => {
      if (token === null || now() >= token.until) {
        const fetched = await fetchToken(signIn, tokens, signal);
        if (!fetched.ok) return fetched;
        const lasts = (fetched.value.expires_in ?? HOUR_S) * 1000;
        const until = now() + Math.max(lasts / 2, lasts - BEFORE_END_MS);
        token = { text: fetched.value.access_token, until };
      }
      return success({ ...key, Authorization: `Bearer ${token.text}` });
    },
    renew: () => {
      const had = token !== null;
      token = null;
      return had;
    },
  };
}

function account(signIn: UemSignIn, key: Record<string, string>): SignIn {
  const pair = signIn.kind === 'basic' ? `${signIn.user}:${signIn.password}` : '';
  const Authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  return {
    headers: () => Promise.resolve(success({ ...key, Authorization })),
    renew: () => false,
  };
}

async function fetchToken(
  { clientId, clientSecret }: Extract<UemSignIn, { kind: 'oauth' }>,
  { transport, path, where, byProxy }: TokenService,
  signal: AbortSignal,
): Promise<Result<z.infer<typeof tokenSchema>>> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
  const headers = {
    Accept: 'application/json',
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(form)),
  };
  try {
    return readToken(await transport.send({ method: 'POST', path, headers, body: form }, signal));
  } catch (error) {
    if (signal.aborted) throw error;
    return failure(wayProblem(error, where, byProxy).found);
  }
}

function readToken({ status, body }: Answered): Result<z.infer<typeof tokenSchema>> {
  if (status === 429 || status >= 500) {
    const message = `The token service answered ${status}.`;
    return failure(problem('UEM_UNREACHABLE', message));
  }
  if (status !== 200) {
    // RFC 6749 5.2: what it says names the client.
    const message = `The token service answered ${status}: it gives no token to this client.`;
    return failure(problem('UEM_SIGN_IN', message));
  }
  const token = tokenSchema.safeParse(parsed(body));
  if (token.success) return success(token.data);
  return failure(
    problem('UEM_ANSWER', 'The token service answered with something else than a token.'),
  );
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
