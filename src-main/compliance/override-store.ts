/** The overrides of a running gateway: in force at once, on disk as soon as the disk allows. */
import type { Override } from '../../src-shared/devices.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { keepGoodCopy, loadOverrides, writeOverrides } from './overrides-file.ts';
import { stampOf } from './stable-file.ts';

export interface OverrideStore {
  /** Null while they are lost: nobody knows who is blocked. */
  readonly current: () => readonly Override[] | null;
  readonly problems: () => readonly Problem[];
  readonly replace: (overrides: readonly Override[]) => Promise<Result<readonly Override[]>>;
  /** Looks whether lost overrides were mended meanwhile; true when they were. */
  readonly retry: () => Promise<boolean>;
  readonly idle: () => Promise<void>;
}

export async function openOverrideStore(file: string, now: () => Date): Promise<OverrideStore> {
  let current: readonly Override[] | null = null;
  let problems: readonly Problem[] = [];
  let unwritten: readonly Problem[] = [];
  let stamp: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const write = (overrides: readonly Override[]): Promise<Result<readonly Override[]>> => {
    const written = queue.then(async () => {
      const result = await writeOverrides(file, overrides, now());
      unwritten = result.ok ? result.warnings : result.problems;
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
        current = read.overrides;
        const failed = await keepGoodCopy(file, read.overrides);
        problems = failed === null ? [] : [failed];
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
    replace: (overrides) => {
      current = overrides;
      return write(overrides);
    },
    retry: async () => {
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
