/**
 * `state/directory`, its good copy `state/directory.good`, and what holds when neither can be used.
 *
 * Only this memory knows which devices left device management: no feed brings that back, and no time
 * heals it. So when it is lost, every device and user that nobody knows is blocked, whatever the default
 * says (`device-rules.ts`, `subject-verdict.ts`), except for devices allowed since; who is known and
 * enrolled goes on. `state/directory.lost` stands for that across restarts; an administrator who has
 * looked at what left device management ends it by deleting that file.
 *
 * A file that is there and cannot be read (its rights, a disk) is not damaged: it stays as it is, nothing
 * is written in its place, and it is taken up once it can be read. Until then the same holds.
 */
import { lstat, readFile, stat } from 'node:fs/promises';
import { problem, warning } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { errorCode } from '../disk/system-errors.ts';
import { goodCopyOf } from './overrides-file.ts';
import { here } from './jobs.ts';
import type { Crew } from './jobs.ts';
import { copyAside, readText, writePrivate } from './state-file.ts';
import type { DirectoryState } from './state-file.ts';

export const lossFileOf = (file: string): string => `${file}.lost`;

type StateRead =
  /** Null where no directory was ever read. */
  | { readonly kind: 'read'; readonly state: DirectoryState | null }
  | {
      readonly kind: 'restored';
      readonly state: DirectoryState;
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'lost'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'unreadable';
      /** What the copy has, which may be older. */
      readonly state: DirectoryState | null;
      readonly waitsFor: string;
      readonly problems: readonly Problem[];
    };

/** What became of the memory since the last look. */
export type MemoryNews =
  | { readonly kind: 'same' }
  /** Lost, or acknowledged. */
  | { readonly kind: 'changed' }
  /** Readable again. */
  | { readonly kind: 'found'; readonly state: DirectoryState };

export interface Memory {
  /** As it was found at the start. */
  readonly state: DirectoryState | null;
  /** See `Directory`. */
  readonly lostAt: () => number | null;
  readonly problems: () => readonly Problem[];
  /** To be called now and then. */
  readonly look: () => Promise<MemoryNews>;
  /** False while a file that cannot be read must not be replaced. */
  readonly writable: () => boolean;
  /** There never was a directory: one that is lost stays so when its mark is deleted. */
  readonly neverWas: () => boolean;
  readonly save: (state: DirectoryState) => Promise<Problem | null>;
}

/** How often an unreadable file is tried again, milliseconds: it may have 20 MB. */
const RETRY_MS = 1000;

/** About, in the files that name it. */
export const BYTES_OF_A_DEVICE = 300;

export async function openMemory(
  file: string,
  now: () => Date,
  retryMs = RETRY_MS,
  crew: Crew = here,
): Promise<Memory> {
  let read = await loadState(file, crew);
  const { state } = { state: null, ...read };
  let lostAt: number | null = await lossSince(file, read, now());
  // A loss anew makes the instant of an older mark void.
  let marked = read.kind !== 'lost' && (await isMarked(file));
  let unmarked: Problem | null = null;
  let kept = false;
  let askAgainAt = performance.now() + retryMs;

  /** Before anything takes the place of the files that prove the loss. */
  const mark = async (): Promise<Problem | null> => {
    if (lostAt === null || read.kind === 'unreadable') return null;
    // Also where the whole folder went away and a new one is about to be made.
    if (marked && ((await isMarked(file)) || (await isFile(file)))) return null;
    unmarked = await writePrivate(lossFileOf(file), lossText(lostAt));
    marked = unmarked === null;
    return unmarked;
  };
  const keep = async (): Promise<Problem | null> => {
    if (kept || read.kind === 'read') return null;
    const instant = now();
    const failed =
      (await copyAside(file, instant)) ??
      (read.kind === 'lost' ? await copyAside(goodCopyOf(file), instant) : null);
    kept = failed === null;
    return failed;
  };
  const tryAgain = async (waitsFor: string): Promise<MemoryNews> => {
    if (performance.now() < askAgainAt) return { kind: 'same' };
    askAgainAt = performance.now() + retryMs;
    if (!(await readText(waitsFor)).ok) return { kind: 'same' };
    const again = await loadState(file, crew);
    if (again.kind === 'unreadable') return { kind: 'same' };
    // There was one: that it is away now does not make this a new home.
    read = again.kind === 'read' && again.state === null ? { kind: 'lost', problems: [] } : again;
    lostAt = await lossSince(file, read, now());
    marked = read.kind !== 'lost' && (await isMarked(file));
    await mark();
    return read.kind === 'lost' || read.state === null
      ? { kind: 'changed' }
      : { kind: 'found', state: read.state };
  };

  await mark();
  return {
    state,
    lostAt: () => lostAt,
    problems: () => problemsOf(file, read, lostAt, unmarked),
    look: async () => {
      if (read.kind === 'unreadable') return tryAgain(read.waitsFor);
      if (!marked || !(await isAcknowledged(file))) return { kind: 'same' };
      marked = false;
      lostAt = null;
      return { kind: 'changed' };
    },
    writable: () => read.kind !== 'unreadable',
    neverWas: () => read.kind === 'read' && read.state === null,
    save: async (next) =>
      (await mark()) ??
      (await keep()) ??
      (await crew.run('writeState', next.known.rows.length, file, next)) ??
      (await crew.run('writeState', next.known.rows.length, goodCopyOf(file), next)),
  };
}

/** For the command line while no gateway runs: writes nothing. */
export async function readMemory(
  file: string,
  now: Date,
): Promise<Pick<Memory, 'state'> & { lostAt: number | null; problems: readonly Problem[] }> {
  const read = await loadState(file);
  const lostAt = await lossSince(file, read, now);
  return { state: null, ...read, lostAt, problems: problemsOf(file, read, lostAt, null) };
}

export async function loadState(file: string, crew: Crew = here): Promise<StateRead> {
  const own = await readState(file, crew);
  if (own.ok && own.value !== null) return { kind: 'read', state: own.value };
  const copy = await readState(goodCopyOf(file), crew);
  const state = copy.ok ? copy.value : null;
  if (own.ok && copy.ok && state === null) return { kind: 'read', state };
  const problems = [own, copy].flatMap((each) => (each.ok ? [] : each.problems));
  if (isUnreadable(own)) return { kind: 'unreadable', state, waitsFor: file, problems };
  if (isUnreadable(copy))
    return { kind: 'unreadable', state, waitsFor: goodCopyOf(file), problems };
  return state === null ? { kind: 'lost', problems } : { kind: 'restored', state, problems };
}

async function readState(file: string, crew: Crew): Promise<Result<DirectoryState | null>> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  return crew.run('readState', size / BYTES_OF_A_DEVICE, file);
}

function isUnreadable(read: Result<unknown>): boolean {
  return !read.ok && read.problems.some((each) => each.code === 'FILE_UNREADABLE');
}

/** Of two losses the later one, since an allow must have been made in view of both. */
async function lossSince(file: string, read: StateRead, now: Date): Promise<number | null> {
  if (read.kind === 'lost' || read.kind === 'unreadable') return now.getTime();
  if (!(await isMarked(file))) return null;
  const text = await readFile(lossFileOf(file), 'utf8').catch(() => '');
  const since = Date.parse(text.split('\n')[0] ?? '');
  return since <= now.getTime() ? since : now.getTime();
}

/** Whether there is a mark. One that cannot be looked at counts. */
async function isMarked(file: string): Promise<boolean> {
  try {
    await lstat(lossFileOf(file));
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(errorCode(error));
  }
}

/** Deleted, and not gone with its whole folder, as when a disk is away. */
async function isAcknowledged(file: string): Promise<boolean> {
  if (await isMarked(file)) return false;
  return isFile(file);
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function lossText(lostAt: number): string {
  return `${new Date(lostAt).toISOString()}
Since then nobody knows which devices left device management before. While this file is here, devices and
users that the directory does not know are blocked, whatever unknownDevices says, except for devices
allowed since. Look at what left device management lately, block what must stay out, then delete this file.
`;
}

function problemsOf(
  file: string,
  read: StateRead,
  lostAt: number | null,
  unmarked: Problem | null,
): readonly Problem[] {
  const causes = read.kind === 'read' ? [] : read.problems;
  if (read.kind === 'restored') {
    const message = `${file} cannot be used: its last good copy is used`;
    const remedy = 'Nothing needs to be done; look at the disk if it happens again.';
    const mild = causes.map((each) => ({ ...each, severity: 'warning' as const }));
    return [
      ...lossProblems(file, lostAt),
      warning('DIRECTORY_STALE', message, { file, remedy }),
      ...mild,
    ];
  }
  if (read.kind === 'unreadable') {
    const message = `${read.waitsFor} cannot be read, so nobody knows which devices left device management: unknown devices and users are blocked, whatever unknownDevices says`;
    const remedy = 'Make the file readable for this account: it is taken up at once.';
    return [problem('DIRECTORY_STALE', message, { file: read.waitsFor, remedy }), ...causes];
  }
  return [
    ...lossProblems(file, lostAt),
    // Acknowledged, the damage is over: the file is written anew with the next feed.
    ...(lostAt === null ? [] : causes),
    ...(unmarked === null ? [] : [unmarked]),
  ];
}

function lossProblems(file: string, lostAt: number | null): readonly Problem[] {
  if (lostAt === null) return [];
  const since = new Date(lostAt).toISOString();
  const message = `since ${since} nobody knows which devices left device management: unknown devices and users are blocked, whatever unknownDevices says`;
  const remedy = `Look at what left device management lately, block what must stay out, then delete ${lossFileOf(file)}.`;
  return [problem('DIRECTORY_STALE', message, { file, remedy })];
}
