/**
 * Who signs in, as the `Authorization` field says.
 *
 * The gateway verifies no password and no token: Exchange does, on the same bytes. That is safe for
 * a block by user: a forged claim names a victim whom the forger cannot log in as, so a decision for
 * the wrong name ends in Exchange's 401, never in mail (docs/compliance.md, "Who").
 */
import { readSignInToken } from './negotiate-token.ts';
import type { SignInToken } from './negotiate-token.ts';
import type { Authentication } from '../../../src-shared/events.ts';

export type Credentials =
  /** No field, or the empty `Bearer` probe by which clients ask for `authorization_uri` (facts: ews 3). */
  | { readonly kind: 'nobody' }
  /** `user` is null when the credential does not say who it is. */
  | {
      readonly kind: 'user';
      readonly user: string | null;
      readonly scheme: 'basic' | 'bearer' | 'ntlm' | 'negotiate' | 'certificate';
      /** Somebody is signed in, and nothing says who: a Kerberos ticket. */
      readonly hidden?: true;
    }
  /** A step of a sign-in that belongs to a connection (`pinning.ts`). */
  | {
      readonly kind: 'step';
      readonly scheme: 'ntlm' | 'negotiate';
      readonly token: SignInToken;
    }
  /** Such a step that proves nobody yet. */
  | { readonly kind: 'leg'; readonly scheme: 'ntlm' | 'negotiate' }
  | { readonly kind: 'unsupported'; readonly scheme: Authentication }
  | { readonly kind: 'malformed'; readonly text: string };

const form = /^([A-Za-z][A-Za-z0-9-]*)(?: +(\S.*?))? *$/;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

const control = /[\u0000-\u001f\u007f-\u009f]/;

export function readCredentials(authorization: string | undefined): Credentials {
  if (authorization === undefined) return { kind: 'nobody' };
  const match = form.exec(authorization);
  if (match === null) return { kind: 'malformed', text: 'Authorization is malformed.' };
  const scheme = (match[1] ?? '').toLowerCase();
  const token = match[2] ?? '';
  switch (scheme) {
    case 'basic':
      return readBasic(token);
    case 'bearer':
      return token === '' ? { kind: 'nobody' } : readBearer(token);
    case 'negotiate':
    case 'ntlm': {
      // NTLM hides behind Negotiate as well (facts: ews 3).
      const read = readSignInToken(scheme, token);
      return { kind: 'step', scheme: read.kind === 'ntlm' ? 'ntlm' : scheme, token: read };
    }
    default:
      return { kind: 'unsupported', scheme: 'other' };
  }
}

/** RFC 7617: base64 of `user:password`; UTF-8 where it is valid UTF-8, else Latin-1. */
function readBasic(token: string): Credentials {
  if (!base64.test(token))
    return { kind: 'malformed', text: 'The Basic credentials are not base64.' };
  const bytes = Buffer.from(token, 'base64');
  const utf8 = bytes.toString('utf8');
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'malformed', text: 'The Basic credentials hold no colon.' };
  const user = text.slice(0, colon);
  if (control.test(user) || user.length > 512) {
    return { kind: 'malformed', text: 'The user name of the Basic credentials is malformed.' };
  }
  return { kind: 'user', user: user.trim() === '' ? null : user, scheme: 'basic' };
}

/** The claims that Exchange and Entra ID put a sign-in name in, best first. */
const nameClaims = ['upn', 'preferred_username', 'unique_name'] as const;

function readBearer(token: string): Credentials {
  return { kind: 'user', user: userOfToken(token), scheme: 'bearer' };
}

function userOfToken(token: string): string | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return null;
    for (const name of nameClaims) {
      const value: unknown = Object.entries(claims).find(([key]) => key === name)?.[1];
      if (typeof value === 'string' && value.trim() !== '' && value.length <= 512) {
        return control.test(value) ? null : value;
      }
    }
    return null;
  } catch {
    return null;
  }
}
