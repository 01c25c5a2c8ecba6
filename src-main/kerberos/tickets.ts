/**
 * What is fetched once for many requests: bounded, one fetch at a time for each key, and never after its end. What fails is not kept.
 */
import { done } from './failures.ts';
import type { Outcome } from './failures.ts';

export interface Lasting<Value> {
  readonly value: Value;
  /** Milliseconds since 1970, by the clock that the cache was given. */
  readonly until: number;
}

export interface Tickets<Value> {
  readonly get: (
    key: string,
    fetch: () => Promise<Outcome<Lasting<Value>>>,
  ) => Promise<Outcome<Value>>;
  /** @param value only this one, and not one that was fetched since */
  readonly forget: (key: string, value: Value) => void;
  readonly clear: () => void;
  readonly size: () => number;
}

export function createTickets<Value>(most: number, now: () => number): Tickets<Value> {
  // In the order of last use, as Maps keep the order of insertion.
  const kept = new Map<string, Lasting<Value>>();
  const underWay = new Map<string, Promise<Outcome<Value>>>();

  function keep(key: string, lasting: Lasting<Value>): void {
    kept.delete(key);
    kept.set(key, lasting);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  }

  function begin(key: string, fetch: () => Promise<Outcome<Lasting<Value>>>) {
    const fetching: Promise<Outcome<Value>> = Promise.resolve()
      .then(fetch)
      .then((fetched) => {
        if (!fetched.ok) return fetched;
        // Where all was cleared meanwhile, it serves those who wait, and nobody after them.
        if (underWay.get(key) === fetching) keep(key, fetched.value);
        return done(fetched.value.value);
      })
      .finally(() => {
        if (underWay.get(key) === fetching) underWay.delete(key);
      });
    underWay.set(key, fetching);
    return fetching;
  }

  return {
    get: async (key, fetch) => {
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) {
        keep(key, known);
        return done(known.value);
      }
      kept.delete(key);
      return underWay.get(key) ?? begin(key, fetch);
    },
    forget: (key, value) => {
      if (kept.get(key)?.value === value) kept.delete(key);
    },
    clear: () => {
      kept.clear();
      underWay.clear();
    },
    size: () => kept.size,
  };
}
