import { PATIENCE_MS } from './patience.ts';

/** Looks every 5 ms. The limit is a guard against hanging, not an expectation. */
export async function poll(holds: () => boolean, limitMs = PATIENCE_MS): Promise<void> {
  for (const until = Date.now() + limitMs; !holds();) {
    if (Date.now() > until) throw new Error(`not within ${String(limitMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** For `poll`: holds once the count has not changed for `ms`. */
export function quietFor(ms: number, count: () => number): () => boolean {
  let last = { count: count(), since: Date.now() };
  return () => {
    if (count() !== last.count) last = { count: count(), since: Date.now() };
    return Date.now() - last.since >= ms;
  };
}
