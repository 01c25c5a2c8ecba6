/** Reads from UEM: signs in, tries again what is worth it, and measures UEM's clock on the way. */
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import { parseWebAddress } from '../../src-shared/settings/uem-values.ts';
import type { ServerTrust } from '../trust/server-trust.ts';
import { wayProblem } from './way-problems.ts';
import { readReply, type Reply } from './reply.ts';
import { createSignIn, type TokenService } from './sign-in.ts';
import { createTransport, type Answered, type TransportOptions } from './transport.ts';

/** Injected, so that tests need not wait. */
export interface Timing {
  readonly now: () => number;
  /** Rejects when the signal comes. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface Api {
  /** Null: 204, nobody fits. */
  readonly get: (path: string, query: Query, signal: AbortSignal) => Promise<Result<object | null>>;
  /** Devices on a page. */
  readonly pageSize: number;
  /** How far UEM's clock is ahead of ours, milliseconds; null: it has not answered yet. */
  readonly clockAhead: () => number | null;
  readonly close: () => void;
}

export type Query = Readonly<Record<string, string>>;

/** The default and the most: a greater one silently gives the first 500 (facts: uem 3.1). */
const PAGE_SIZE = 500;
/** Facts: uem 5. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1000;
/** What is to last longer ends the sync, and the next one begins then. */
const LONGEST_PAUSE_MS = 60_000;

export interface ApiOptions {
  readonly settings: UemSettings;
  readonly trust: ServerTrust;
  readonly timing: Timing;
  /** For connecting, and again for each answer. */
  readonly boundMs?: number;
  /** Attempts at one request. */
  readonly attempts?: number;
  readonly pageSize?: number;
}

export function createApi({ settings, trust, timing, ...limits }: ApiOptions): Api {
  const { boundMs = 60_000, attempts = ATTEMPTS, pageSize = PAGE_SIZE } = limits;
  const { address, proxy } = settings;
  const road = { proxy, trust, boundMs: Math.min(boundMs, 20_000), answerMs: boundMs };
  const transport = createTransport({ ...road, to: address });
  const tokens = tokenService(settings, road);
  const signIn = createSignIn(settings.signIn, tokens, timing.now);
  let ahead: number | null = null;

  const once = async (path: string, signal: AbortSignal): Promise<Reply> => {
    const proof = await signIn.headers(signal);
    if (!proof.ok) return replyOf(proof.problems);
    const headers = { ...proof.value, Accept: 'application/json;version=1' };
    const answer = await transport.send({ method: 'GET', path, headers }, signal);
    ahead = measured(answer, timing.now()) ?? ahead;
    return readReply(answer, timing.now());
  };
  const attempt = async (path: string, signal: AbortSignal): Promise<Reply> => {
    try {
      return await once(path, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const { found, worthwhile } = wayProblem(error, formatHostAndPort(address), proxy !== null);
      return worthwhile
        ? { kind: 'again', problem: found, afterMs: null }
        : { kind: 'refused', problem: found };
    }
  };
  return {
    get: async (path, query, signal) => {
      const target = `${path}?${new URLSearchParams(query).toString()}`;
      let renewed = false;
      for (let count = 1; ; count += 1) {
        const reply = await attempt(target, signal);
        if (reply.kind === 'data') return success(reply.value);
        if (reply.kind === 'none') return success(null);
        if (reply.kind === 'unknown' && !renewed && signIn.renew()) {
          renewed = true;
          continue;
        }
        if (reply.kind !== 'again' || count >= attempts) return failure(reply.problem);
        const pause = reply.afterMs ?? FIRST_PAUSE_MS * 2 ** (count - 1) * (0.5 + timing.random());
        if (pause > LONGEST_PAUSE_MS) return failure(reply.problem);
        await timing.sleep(pause, signal);
      }
    },
    pageSize,
    clockAhead: () => ahead,
    close: () => {
      transport.close();
      tokens?.transport.close();
    },
  };
}

function tokenService(
  { signIn, proxy }: UemSettings,
  road: Omit<TransportOptions, 'to'>,
): TokenService | null {
  const parsed = signIn.kind === 'oauth' ? parseWebAddress(signIn.tokenUrl) : null;
  if (parsed?.ok !== true) return null;
  const { address, path } = parsed;
  const where = formatHostAndPort(address);
  return {
    transport: createTransport({ ...road, to: address }),
    path,
    where,
    byProxy: proxy !== null,
  };
}

/** A token service that is busy is tried again as UEM is. */
function replyOf(problems: readonly Problem[]): Reply {
  const found = problems[0] ?? problem('UEM_SIGN_IN', 'No token.');
  return found.code === 'UEM_UNREACHABLE'
    ? { kind: 'again', problem: found, afterMs: null }
    : { kind: 'refused', problem: found };
}

/** `Date` has whole seconds (RFC 9110 5.6.7). */
function measured({ headers }: Answered, now: number): number | null {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? null : theirs - now;
}
