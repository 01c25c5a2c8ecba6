/**
 * Whether Exchange is asked at all. A host that took no connection several times in a row is left alone for a
 * while: its clients are told at once when to come again, and one request at a time finds out whether it is back.
 * Slow answers say nothing here: a slow mailbox is no dead server.
 */
import type { UpstreamStatus } from '../types.ts';

const failuresThatOpen = 5;
const firstDelaySeconds = 2;
const longestDelaySeconds = 30;

/** `probe`: it is the one that finds out, and says so by `probed` when it ends. */
export type Admission = 'pass' | 'probe' | { readonly retryAfterSeconds: number };

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly since: number; readonly retryAt: number }
  | { readonly kind: 'probing'; readonly since: number };

export class Circuit {
  readonly #host: string;
  readonly #now: () => number;
  #state: State = { kind: 'closed' };
  #failures = 0;
  #delaySeconds = firstDelaySeconds;

  /** @param now epoch milliseconds */
  constructor(host: string, now: () => number) {
    this.#host = host;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#state.kind === 'open' && this.#state.retryAt > this.#now();
  }

  admit(): Admission {
    const state = this.#state;
    if (state.kind === 'closed') return 'pass';
    if (state.kind === 'probing') return { retryAfterSeconds: firstDelaySeconds };
    const left = state.retryAt - this.#now();
    if (left > 0) return { retryAfterSeconds: Math.ceil(left / 1000) };
    this.#state = { kind: 'probing', since: state.since };
    return 'probe';
  }

  /** It took a connection, or answered. */
  succeeded(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#delaySeconds = firstDelaySeconds;
    this.#state = { kind: 'closed' };
  }

  /** It took no connection. */
  failed(): void {
    this.#failures += 1;
    const state = this.#state;
    if (state.kind === 'open' || this.#failures < failuresThatOpen) return;
    if (state.kind === 'probing') {
      this.#delaySeconds = Math.min(this.#delaySeconds * 2, longestDelaySeconds);
    }
    const now = this.#now();
    const since = state.kind === 'probing' ? state.since : now;
    this.#state = { kind: 'open', since, retryAt: now + this.#delaySeconds * 1000 };
  }

  /** The probe is over. When it found out nothing (its client went away), the next request is one. */
  probed(): void {
    if (this.#state.kind !== 'probing') return;
    this.#state = { kind: 'open', since: this.#state.since, retryAt: this.#now() };
  }

  status(): UpstreamStatus {
    const host = this.#host;
    const state = this.#state;
    const time = (at: number): string => new Date(at).toISOString();
    switch (state.kind) {
      case 'closed':
        return { host, state: 'reachable', since: null, retryAt: null };
      case 'open':
        return {
          ...{ host, state: 'unreachable' },
          ...{ since: time(state.since), retryAt: time(state.retryAt) },
        };
      case 'probing':
        return { host, state: 'probing', since: time(state.since), retryAt: null };
    }
  }
}
