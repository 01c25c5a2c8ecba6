/** Writes the newest state behind the traffic; while one is being written, only the newest waits. */
import type { Problem } from '../../src-shared/errors.ts';
import { writeState } from './state-file.ts';
import type { DirectoryState } from './state-file.ts';

export interface StateWriter {
  /** Never waits and never fails: a full disk is a problem to report, mail flows on. */
  readonly write: (state: DirectoryState) => void;
  readonly problem: () => Problem | null;
  /** Resolves once everything is written or has failed. */
  readonly idle: () => Promise<void>;
}

export function openStateWriter(file: string, report: (problem: Problem) => void): StateWriter {
  let waiting: DirectoryState | null = null;
  let writing: Promise<void> | null = null;
  let last: Problem | null = null;
  const drain = async (): Promise<void> => {
    while (waiting !== null) {
      const state: DirectoryState = waiting;
      waiting = null;
      last = await writeState(file, state);
      if (last !== null) report(last);
    }
    writing = null;
  };
  return {
    write: (state) => {
      waiting = state;
      writing ??= drain();
    },
    problem: () => last,
    idle: async () => {
      await writing;
    },
  };
}
