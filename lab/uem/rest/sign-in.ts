// Who may ask (facts: uem 2).
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { failure, json, type Reply } from './reply.ts';
import type { UemCredentials, UemQuirks, UemRequest } from './types.ts';

export type SignIn = {
  /** Null: let in. */
  readonly refuse: (headers: IncomingHttpHeaders) => Reply | null;
  readonly giveToken: (headers: IncomingHttpHeaders, body: string) => Reply;
  readonly revoke: () => void;
};

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

export function makeCredentials(): UemCredentials {
  return {
    tenantCode: randomBytes(24).toString('base64'),
    user: 'lab-api',
    password: random(18),
    clientId: randomBytes(16).toString('hex'),
    clientSecret: random(24),
  };
}

export function wayOf(headers: IncomingHttpHeaders): UemRequest['signIn'] {
  const scheme = headers.authorization?.split(' ')[0]?.toLowerCase();
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'none';
}

export function startSignIn(
  credentials: UemCredentials,
  quirks: () => Pick<UemQuirks, 'tokenSeconds' | 'keyWithBearer'>,
): SignIn {
  const tokens = new Map<string, number>();
  const { tenantCode, user, password, clientId, clientSecret } = credentials;
  const holds = (token: string): boolean => (tokens.get(token) ?? 0) > Date.now();
  return {
    refuse: (headers) => {
      const way = wayOf(headers);
      const code = headers['aw-tenant-code'];
      const needsCode = way !== 'bearer' || quirks().keyWithBearer || code !== undefined;
      if (needsCode && !same(String(code ?? ''), tenantCode)) {
        return failure(403, 1013, `no organization group has the tenant code ${String(code)}`);
      }
      if (way === 'bearer') {
        return holds(headers.authorization?.slice('bearer '.length) ?? '') ? null : unknown('');
      }
      const [name, given] = basic(headers);
      return same(name, user) && same(given, password) ? null : unknown(name);
    },
    giveToken: (headers, body) => {
      const form = new URLSearchParams(body);
      const [id, secret] =
        wayOf(headers) === 'basic'
          ? basic(headers)
          : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
      // The token service's own errors are not known: RFC 6749 section 5.2.
      if (form.get('grant_type') !== 'client_credentials') {
        return json(400, { error: 'unsupported_grant_type' });
      }
      if (!same(id, clientId) || !same(secret, clientSecret)) {
        return json(400, { error: 'invalid_client' });
      }
      const token = random(32);
      const seconds = quirks().tokenSeconds;
      tokens.set(token, Date.now() + seconds * 1000);
      return json(200, { access_token: token, expires_in: seconds, token_type: 'Bearer' });
    },
    revoke: () => tokens.clear(),
  };
}

function unknown(name: string): Reply {
  return failure(401, 1005, `the credentials are not valid, or there is no user ${name}`);
}

function basic(headers: IncomingHttpHeaders): readonly [name: string, password: string] {
  const [scheme, value = ''] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return ['', ''];
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
