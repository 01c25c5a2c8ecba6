/** The overrides of a running gateway: in force at once, on disk as soon as the disk allows. */
import type { Override } from '../../src-shared/devices.ts';
import { failure } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { keepGoodCopy, loadOverrides, writeOverrides } from './overrides-file.ts';
import { stampOf } from './stable-file.ts';

export interface OverrideStore {
  /** Null while they are lost: nobody knows who is blocked. */
  readonly current: () => readonly Override[] | null;
  readonly problems: () => readonly Problem[];
  readonly replace: (overrides: readonly Override[]) => Promise<Result<readonly Override[]>>;
  /** To be called now and then. Writes again what could not be written; true when lost overrides were mended. */
  readonly retry: () => Promise<boolean>;
  readonly idle: () => Promise<void>;
}

/** A full disk is asked this often whether it has room again, milliseconds. */
const RETRY_MS = 1000;

export async function openOverrideStore(file: string, now: () => Date): Promise<OverrideStore> {
  let current: readonly Override[] | null = null;
  let problems: readonly Problem[] = [];
  let unwritten: readonly Problem[] = [];
  let stamp: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** When the disk, which refused them, is asked again: monotonic, milliseconds. Null: it has them. */
  let askAgainAt: number | null = null;

  const write = (overrides: readonly Override[]): Promise<Result<readonly Override[]>> => {
    const written = queue.then(async () => {
      const result = await writeOverrides(file, overrides, now());
      unwritten = result.ok ? result.warnings : result.problems;
      askAgainAt = result.ok ? null : performance.now() + RETRY_MS;
      return result;
    });
    queue = written;
    return written;
  };
  const load = async (): Promise<void> => {
    stamp = await stampOf(file);
    const read = await loadOverrides(file);
    switch (read.kind) {
      case 'read': {
        const failed = await keepGoodCopy(file, read.overrides);
        problems = failed === null ? [] : [failed];
        // Last, because a new override may come from now on, and its copy must not be overtaken by this one.
        current = read.overrides;
        return;
      }
      case 'restored':
        current = read.overrides;
        problems = read.problems;
        // Sets the damaged file aside and puts the good copy in its place.
        await write(read.overrides);
        return;
      case 'lost':
        problems = read.problems;
    }
  };

  await load();
  return {
    current: () => current,
    problems: () => [...problems, ...unwritten],
    replace: async (overrides) => {
      current = overrides;
      const written = await write(overrides);
      return written.ok ? written : failure(...written.problems.map(inForceOnly));
    },
    retry: async () => {
      const due = askAgainAt !== null && askAgainAt <= performance.now();
      if (due && current !== null) await write(current);
      if (current !== null || (await stampOf(file)) === stamp) return false;
      await load();
      // The compiler believes that `current` is still what it was before `load`.
      return (current as readonly Override[] | null) !== null;
    },
    idle: async () => {
      await queue;
    },
  };
}

/** Else whoever reads the error believes that nothing was done. */
function inForceOnly(found: Problem): Problem {
  return {
    ...found,
    message: `${found.message} The change is in force, but would be lost with the process; it is written as soon as that is possible.`,
  };
}
