/** Notices that something happened to a device: each asks for a look, and those that come during one for one more. */
import type { RefreshHint } from './message.ts';

export type Refresh = (hints: readonly RefreshHint[]) => Promise<void>;

/** More say: look at everything. */
const MOST_HINTS = 1000;
const everything: RefreshHint = { number: null, uuid: null };

export interface Hints {
  readonly put: (hint: RefreshHint) => void;
}

export function createHints(refresh: Refresh, failed: (error: unknown) => void): Hints {
  let waiting = new Map<string, RefreshHint>();
  let working = false;
  const work = async (): Promise<void> => {
    working = true;
    while (waiting.size > 0) {
      const hints = [...waiting.values()];
      waiting = new Map();
      await refresh(hints).catch(failed);
    }
    working = false;
  };
  return {
    put: (hint) => {
      const one = waiting.size >= MOST_HINTS ? everything : hint;
      if (one === everything) waiting.clear();
      waiting.set(`${one.number ?? ''} ${one.uuid ?? ''}`, one);
      if (!working) void work();
    },
  };
}
