/**
 * Pushed records on their way into the directory, one change at a time. Each costs a look at every device, so what came
 * while one was made goes in together: a burst is a few changes, and not fifty a second.
 */
import type { DirectoryChange } from '../compliance/changing.ts';
import type { Result } from '../../src-shared/errors.ts';
import { namesIn } from './message.ts';
import type { RecordsMessage } from './message.ts';

export interface Changes {
  /** Resolves once it is in force; null: too much waits. */
  readonly put: (message: RecordsMessage) => Promise<Result<unknown>> | null;
}

interface Waiting {
  readonly message: RecordsMessage;
  readonly cameAt: number;
  readonly tell: (result: Promise<Result<unknown>>) => void;
}

const MOST_WAITING = 200;
const MOST_RECORDS = 5000;

export function createChanges(
  change: (change: DirectoryChange) => Promise<Result<unknown>>,
  now: () => Date,
): Changes {
  let waiting: Waiting[] = [];
  let working = false;
  const work = async (): Promise<void> => {
    working = true;
    while (waiting.length > 0) {
      const batch = together(waiting);
      waiting = waiting.slice(batch.length);
      const result = change({
        devices: batch.flatMap(({ message }) => message.devices),
        removed: batch.flatMap(({ message }) => message.removed),
        at: Math.max(...batch.map(({ cameAt }) => cameAt)),
      });
      for (const { tell } of batch) tell(result);
      await result.catch(() => undefined);
    }
    working = false;
  };
  return {
    put: (message) => {
      if (waiting.length >= MOST_WAITING) return null;
      return new Promise((resolve) => {
        waiting.push({ message, cameAt: now().getTime(), tell: resolve });
        if (!working) void work();
      });
    },
  };
}

/** As many as name no device twice: a wipe that an enrolment follows would be lost in one change. */
function together(waiting: readonly Waiting[]): readonly Waiting[] {
  const named = new Set<string>();
  let records = 0;
  const end = waiting.findIndex(({ message }, at) => {
    const names = namesIn(message);
    records += names.length;
    if (at > 0 && (records > MOST_RECORDS || names.some((name) => named.has(name)))) return true;
    for (const name of names) named.add(name);
    return false;
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}
