/** Writes the newest state behind the traffic; while one is being written, only the newest waits. */
import type { Problem } from '../../src-shared/errors.ts';
import type { DirectoryState } from './state-file.ts';

export interface StateWriter {
  /** Never waits and never fails: a full disk is a problem to report, mail flows on. */
  readonly write: (state: DirectoryState) => void;
  readonly problem: () => Problem | null;
  /** To be called now and then: writes again what the disk refused. */
  readonly retry: () => void;
  /** Resolves once everything is written or has failed. */
  readonly idle: () => Promise<void>;
}

/** How often a disk that refused a state is asked again, milliseconds: a state may have 20 MB. */
const RETRY_MS = 5000;

export function openStateWriter(
  save: (state: DirectoryState) => Promise<Problem | null>,
  report: (problem: Problem) => void,
  retryMs = RETRY_MS,
): StateWriter {
  let waiting: DirectoryState | null = null;
  let writing: Promise<void> | null = null;
  let last: Problem | null = null;
  /** The newest that the disk refused, and when it is asked again: monotonic, milliseconds. */
  let refused: { readonly state: DirectoryState; readonly askAgainAt: number } | null = null;
  const drain = async (): Promise<void> => {
    while (waiting !== null) {
      const state: DirectoryState = waiting;
      waiting = null;
      const before = last;
      last = await save(state);
      refused = last && { state, askAgainAt: performance.now() + retryMs };
      if (last !== null && last.message !== before?.message) report(last);
    }
    writing = null;
  };
  const write = (state: DirectoryState): void => {
    waiting = state;
    writing ??= drain();
  };
  return {
    write,
    problem: () => last,
    retry: () => {
      if (writing === null && refused !== null && refused.askAgainAt <= performance.now())
        write(refused.state);
    },
    idle: async () => {
      await writing;
    },
  };
}
