/** Brings a gateway back that ended by itself: full-jitter back-off, and an end of trying. */
import type { Problem, Result } from '../../src-shared/errors.ts';

export interface KeeperOptions {
  readonly start: () => Promise<Result<unknown>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  /** From 0 to below 1; for tests. */
  readonly random?: () => number;
}

export interface Keeper {
  /** Why it does not run; null: no failure is known. */
  readonly failure: () => Failure | null;
  /** It ended by itself, or could not be started. `again`: it may be tried without an administrator. */
  readonly failed: (problems: readonly Problem[], again: boolean) => void;
  /** It runs, or an administrator took over. */
  readonly settled: () => void;
}

export interface Failure {
  readonly problems: readonly Problem[];
  /** Epoch milliseconds; null: not by itself. */
  readonly retryAt: number | null;
}

/** More than that within the window is no accident: the next start would end the same way. */
const MOST_FAILURES = 3;
const WINDOW_MS = 5 * 60_000;
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export function createKeeper({
  start,
  now,
  onChange,
  random = Math.random,
}: KeeperOptions): Keeper {
  let failure: Failure | null = null;
  let timer: NodeJS.Timeout | undefined;
  let times: number[] = [];

  const put = (next: Failure | null): void => {
    clearTimeout(timer);
    failure = next;
    onChange();
  };
  const retry = async (): Promise<void> => {
    const mine = failure;
    const started = await start();
    // An administrator took over, or it was lost once more: whoever did that says what comes next.
    if (failure !== mine) return;
    if (started.ok) put(null);
    else failed(started.problems, true);
  };
  const failed = (problems: readonly Problem[], again: boolean): void => {
    times = [...times.filter((time) => now() - time < WINDOW_MS), now()];
    if (!again || times.length >= MOST_FAILURES) {
      put({ problems, retryAt: null });
      return;
    }
    // Full jitter: after a power cut not every gateway asks the same servers at the same instant.
    const bound = Math.min(LONGEST_MS, FIRST_MS * 4 ** (times.length - 1));
    const delay = Math.round(random() * bound);
    put({ problems, retryAt: now() + delay });
    timer = setTimeout(() => void retry(), delay);
  };
  return { failure: () => failure, failed, settled: () => put(null) };
}
