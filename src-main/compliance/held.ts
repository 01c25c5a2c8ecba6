/**
 * `state/directory.held` and its like: what would block too many at once waits until somebody confirms it, in the
 * window, by `sallyport confirm`, or by deleting this file (ADR 28). It is put down again where it could not be
 * written, and with everything new that waits.
 */
import { lstat, rm, stat } from 'node:fs/promises';
import type { Held as HeldFacts, HeldDevice, HeldKind } from '../../src-shared/contract/held.ts';
import { problem } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { errorCode } from '../disk/system-errors.ts';
import type { Weighed } from './weighing.ts';
import { writePrivate } from './state-file.ts';

export const heldFileOf = (stateFile: string): string => `${stateFile}.held`;

/** What waits, for people. */
export interface Waiting extends HeldFacts {
  readonly of: readonly HeldDevice[];
}

export interface Held<What> {
  readonly waiting: () => Waiting | null;
  readonly what: () => What | null;
  readonly problems: () => readonly Problem[];
  /** It waits from now on; of several the last. */
  readonly hold: (what: What, weighed: Weighed) => Promise<void>;
  /** What waits, mended in a few devices: still the same that somebody looks at. */
  readonly replace: (what: What) => void;
  /** Nothing waits any more. */
  readonly drop: () => Promise<void>;
  /** What somebody confirmed by deleting the file since the last look; then nothing waits any more. */
  readonly confirmed: () => Promise<What | null>;
  /** Exactly what somebody saw, told by its `since`; null where something else waits, or nothing. */
  readonly confirm: (since: string) => Promise<What | null>;
}

const codes = {
  devices: 'DIRECTORY_HELD',
  policies: 'POLICIES_HELD',
  clock: 'CLOCK_HELD',
} as const;

export interface HeldPlace {
  readonly kind: HeldKind;
  readonly file: string;
  /** Lies in the same folder: where it is gone too, the whole folder is away and nobody confirmed anything. */
  readonly beside: string;
  readonly now: () => Date;
  /** What waits, as the subject of a sentence. */
  readonly subject: () => string;
  /** What is in force meanwhile. */
  readonly meanwhile: string;
  /** Kept in the file for the next start. */
  readonly kept?: () => string;
}

export function openHeld<What>(place: HeldPlace): Held<What> {
  const { kind, file, beside, now, subject, meanwhile } = place;
  let held: {
    readonly what: What;
    readonly waiting: Waiting;
    readonly marked: boolean;
  } | null = null;
  const sentence = ({ newlyBlocked, counted }: Waiting): string =>
    `${subject()} waits: it would newly block ${newlyBlocked} of ${counted} devices.`;
  /** Shown when its file is there: else somebody could delete the one of before. */
  const put = async (what: What, waiting: Waiting): Promise<void> => {
    const lines = [sentence(waiting), howTo(meanwhile), place.kept?.() ?? ''];
    const failed = await writePrivate(file, `${lines.join('\n').trimEnd()}\n`);
    held = { what, waiting, marked: failed === null };
  };
  const take = (): What | null => {
    const what = held?.what ?? null;
    held = null;
    return what;
  };
  return {
    waiting: () => held?.waiting ?? null,
    what: () => held?.what ?? null,
    problems: () => {
      if (held === null) return [];
      const message = `${sentence(held.waiting)} ${meanwhile}`;
      const remedy = `Look at what waits; if it is right, confirm it in the window, with \`sallyport confirm\`, or by deleting ${file} while the gateway runs.`;
      const about = kind === 'devices' ? subject() : file;
      return [problem(codes[kind], message, { file: about, remedy })];
    },
    hold: async (what, { harm, of }) => {
      const { blocked: newlyBlocked, counted } = harm;
      const since = now().toISOString();
      await put(what, { what: kind, since, newlyBlocked, counted, file, of });
    },
    replace: (what) => {
      if (held !== null) held = { ...held, what };
    },
    drop: async () => {
      held = null;
      await rm(file, { force: true });
    },
    confirmed: async () => {
      if (held === null) return null;
      if (held.marked) return (await isGone(file, beside)) ? take() : null;
      await put(held.what, held.waiting);
      return null;
    },
    confirm: async (since) => {
      if (held?.waiting.since !== since) return null;
      await rm(file, { force: true });
      return take();
    },
  };
}

function howTo(meanwhile: string): string {
  return `${meanwhile} Look at what waits. If it is right, confirm it in the window or with \`sallyport confirm\`, or delete
this file: it counts within a second. If it is wrong, mend it: what is better is taken by itself.`;
}

/** Deleted, and not gone with its whole folder, as when a disk is away. */
async function isGone(file: string, beside: string): Promise<boolean> {
  try {
    await lstat(file);
    return false;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return false;
  }
  return stat(beside).then(
    () => true,
    () => false,
  );
}
