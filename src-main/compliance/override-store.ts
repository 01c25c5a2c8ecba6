/**
 * The overrides of a running gateway: in force at once, on disk as soon as the disk allows.
 *
 * The file may be edited by hand meanwhile. That is noticed within a poll and adopted when it can be
 * read; else it is reported and those in force stay. An own change is always laid over what the file
 * says now, so that neither hand overwrites the other.
 */
import type { Override } from '../../src-shared/devices.ts';
import { failure, success, warning } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { changeOf, isSameList, withChange } from './override-changes.ts';
import type { OverrideChange } from './override-changes.ts';
import {
  keepGoodCopy,
  loadOverrides,
  readOverridesFile,
  writeOverrides,
} from './overrides-file.ts';
import { stampOf } from './stable-file.ts';

export interface OverrideStore {
  /** Null while they are lost: nobody knows who is blocked. */
  readonly current: () => readonly Override[] | null;
  readonly problems: () => readonly Problem[];
  readonly replace: (overrides: readonly Override[]) => Promise<Result<readonly Override[]>>;
  /**
   * To be called now and then. Writes again what could not be written, and takes up what somebody else
   * wrote or mended; true when other overrides are in force than before.
   */
  readonly look: () => Promise<boolean>;
  readonly idle: () => Promise<void>;
}

/** A full disk is asked this often whether it has room again, milliseconds. */
const RETRY_MS = 1000;
/** A file is read again for this long after it changed: two writes may leave one stamp (`feed-source.ts`). */
const SETTLED_MS = 2000;

/** @param adopted called when the overrides in force changed by what somebody else wrote */
export async function openOverrideStore(
  file: string,
  now: () => Date,
  adopted: () => void,
): Promise<OverrideStore> {
  /** As on disk, or as they would be; null while they are lost. */
  let saved: readonly Override[] | null = null;
  /** Own changes that are not on disk yet. */
  let pending: readonly OverrideChange[] = [];
  let problems: readonly Problem[] = [];
  let unwritten: readonly Problem[] = [];
  let outside: readonly Problem[] = [];
  /** What was looked at last; `since` monotonic, milliseconds. */
  let seen: { readonly stamp: string | null; readonly since: number } | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** When the disk, which refused them, is asked again: monotonic, milliseconds. Null: it has them. */
  let askAgainAt: number | null = null;

  const current = (): readonly Override[] | null =>
    saved && pending.reduce<readonly Override[]>(withChange, saved);
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };

  /** Reads what is in the file now. A file that is gone or unusable changes nothing that is in force. */
  const takeUp = async (): Promise<boolean> => {
    const stamp = await stampOf(file);
    if (seen?.stamp !== stamp) seen = { stamp, since: performance.now() };
    const read = await readOverridesFile(file);
    if (saved === null) return false;
    outside = read.ok ? [] : read.problems.map(notAdopted);
    if (!read.ok) return false;
    if (read.value === null) {
      if (saved.length > 0) outside = [gone(file)];
      return false;
    }
    if (isSameList(read.value, saved)) return false;
    saved = read.value;
    problems = [];
    const failed = await keepGoodCopy(file, saved);
    if (failed !== null) {
      unwritten = [failed];
      askAgainAt = performance.now() + RETRY_MS;
    }
    return true;
  };

  const write = async (): Promise<Result<readonly Override[]>> => {
    if (await takeUp()) adopted();
    const batch = pending;
    const next = batch.reduce<readonly Override[]>(withChange, saved ?? []);
    const replaced = outside.map(setAsideNow);
    const result = await writeOverrides(file, next, now());
    if (result.ok) {
      saved = result.value;
      pending = pending.slice(batch.length);
      outside = [];
      seen = null;
    }
    unwritten = result.ok ? [...replaced, ...result.warnings] : result.problems;
    askAgainAt = result.ok ? null : performance.now() + RETRY_MS;
    return result;
  };

  const load = async (): Promise<void> => {
    const stamp = await stampOf(file);
    seen = { stamp, since: performance.now() };
    const read = await loadOverrides(file);
    switch (read.kind) {
      case 'read': {
        const failed = await keepGoodCopy(file, read.overrides);
        problems = failed === null ? [] : [failed];
        // Last, because a new override may come from now on, and its copy must not be overtaken by this one.
        saved = read.overrides;
        return;
      }
      case 'restored': {
        problems = read.problems;
        // Sets the damaged file aside and puts the good copy in its place.
        const written = await writeOverrides(file, read.overrides, now());
        unwritten = written.ok ? written.warnings : written.problems;
        askAgainAt = written.ok ? null : performance.now() + RETRY_MS;
        saved = written.ok ? written.value : read.overrides;
        seen = null;
        return;
      }
      case 'lost':
        problems = read.problems;
    }
  };

  const isUnchanged = async (): Promise<boolean> => {
    const settled = seen !== null && performance.now() - seen.since > SETTLED_MS;
    return settled && outside.length === 0 && (await stampOf(file)) === seen?.stamp;
  };

  await load();
  return {
    current,
    problems: () => [...problems, ...unwritten, ...outside],
    replace: async (overrides) => {
      pending = [...pending, changeOf(current() ?? [], overrides)];
      const written = await inTurn(() =>
        pending.length === 0 ? Promise.resolve(success(saved ?? [])) : write(),
      );
      return written.ok ? written : failure(...written.problems.map(inForceOnly));
    },
    look: () =>
      inTurn(async () => {
        if (saved === null) {
          if ((await stampOf(file)) === seen?.stamp) return false;
          await load();
          // The compiler believes that `saved` is still what it was before `load`.
          return (saved as readonly Override[] | null) !== null;
        }
        if (askAgainAt !== null && askAgainAt <= performance.now()) await write();
        return (await isUnchanged()) ? false : takeUp();
      }),
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

function notAdopted(found: Problem): Problem {
  return {
    ...found,
    message: `${found.message} (The file was changed by another hand; the overrides before that stay in force.)`,
  };
}

function gone(file: string): Problem {
  const message = `${file} was removed by another hand: its overrides stay in force`;
  const remedy =
    'Put it back; to lift every block, write {"schemaVersion":1,"overrides":[]} into it.';
  return warning('DIRECTORY_STALE', message, { file, remedy });
}

function setAsideNow(found: Problem): Problem {
  const message = `${found.message} It was set aside and written anew with a later change.`;
  return { ...found, message, severity: 'warning' };
}
