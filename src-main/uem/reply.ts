/** What UEM answered, read strictly. Nothing of a refusal is repeated: it quotes the user name or the key (facts: uem 5). */
import { problem, type Problem } from '../../src-shared/errors.ts';
import type { Answered } from './transport.ts';

export type Reply =
  | { readonly kind: 'data'; readonly value: object }
  /** 204: nobody fits. */
  | { readonly kind: 'none' }
  /** Worth another attempt; `afterMs` where it says when. */
  | { readonly kind: 'again'; readonly problem: Problem; readonly afterMs: number | null }
  /** 401. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  | { readonly kind: 'refused'; readonly problem: Problem };

export function readReply({ status, headers, body }: Answered, now: number): Reply {
  if (status === 204) return { kind: 'none' };
  if (status === 200) return readData(body);
  const code = errorCodeIn(body);
  const said = `UEM answered ${status}${code === null ? '' : `, error ${code}`}`;
  if (status === 401) {
    const message = `${said}: it does not accept the sign-in.`;
    return { kind: 'unknown', problem: problem('UEM_SIGN_IN', message) };
  }
  if (status === 403) {
    const message = `${said}: the tenant code is not known there, or the role lacks a right.`;
    return { kind: 'refused', problem: problem('UEM_SIGN_IN', message) };
  }
  if (status === 429) {
    const limit = problem('UEM_LIMIT', `${said}: the limit of requests is spent.`);
    return { kind: 'again', problem: limit, afterMs: waitOf(headers, now) };
  }
  if ([500, 502, 503, 504].includes(status)) {
    const failing = problem('UEM_UNREACHABLE', `${said}: it cannot answer now.`);
    return { kind: 'again', problem: failing, afterMs: waitOf(headers, now) };
  }
  const else_ = status >= 300 && status < 400 ? 'it sends us elsewhere' : 'this is not understood';
  return { kind: 'refused', problem: problem('UEM_ANSWER', `${said}: ${else_}.`) };
}

function readData(body: Buffer): Reply {
  const text = body.toString('utf8');
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) {
    const message = 'UEM answered with a web page instead of data.';
    return { kind: 'refused', problem: problem('UEM_ANSWER', message) };
  }
  const value = parsed(text);
  if (value === null) {
    const message = 'UEM answered with something that is no JSON, or only a part of it.';
    return { kind: 'again', problem: problem('UEM_ANSWER', message), afterMs: null };
  }
  // A success may carry it, too (facts: uem 5).
  const code = codeOf(value);
  if (code === null || code === 0) return { kind: 'data', value };
  const message = `UEM answered 200 with error ${code}.`;
  return { kind: 'refused', problem: problem('UEM_ANSWER', message) };
}

function errorCodeIn(body: Buffer): number | null {
  const value = body.length > 64 * 1024 ? null : parsed(body.toString('utf8'));
  return value === null ? null : codeOf(value);
}

function codeOf(value: object): number | null {
  const code: unknown = 'errorCode' in value ? value.errorCode : null;
  return typeof code === 'number' && Number.isInteger(code) ? code : null;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** `Retry-After` (RFC 9110 10.2.3), else the end of the window that the limit counts in. */
function waitOf(headers: Answered['headers'], now: number): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const until = /^\d{1,9}$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
    if (!Number.isNaN(until)) return Math.max(0, until - now);
  }
  const spent = headers['x-ratelimit-remaining'] === '0';
  const reset = Number(headers['x-ratelimit-reset']);
  return spent && reset > 0 ? Math.max(0, reset * 1000 - now) : null;
}
