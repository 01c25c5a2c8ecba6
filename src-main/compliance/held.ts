/**
 * `state/directory.held`: a list of devices that would block too many at once waits until somebody deletes this file
 * (ADR 28). It is put down again where it could not be written, and with every new list.
 */
import { lstat, rm, stat } from 'node:fs/promises';
import { problem } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { errorCode } from '../disk/system-errors.ts';
import type { Harm } from './harm.ts';
import { writePrivate } from './state-file.ts';

export const heldFileOf = (stateFile: string): string => `${stateFile}.held`;

export interface Held<List> {
  readonly list: () => List | null;
  readonly problems: () => readonly Problem[];
  /** The list waits from now on; of several the last. */
  readonly hold: (list: List, harm: Harm) => Promise<void>;
  /** The list that waits, mended in a few devices: still the same that somebody looks at. */
  readonly replace: (list: List) => void;
  /** Nothing waits any more. */
  readonly drop: () => Promise<void>;
  /** The list that somebody confirmed since the last look; then nothing waits any more. */
  readonly confirmed: () => Promise<List | null>;
}

/** @param feedFile named in what is told */
export function openHeld<List>(stateFile: string, feedFile: () => string): Held<List> {
  const file = heldFileOf(stateFile);
  let held: { readonly list: List; readonly harm: Harm; readonly marked: boolean } | null = null;
  const mark = async (): Promise<void> => {
    if (held === null) return;
    const failed = await writePrivate(file, `${sentenceOf(held.harm, feedFile())}\n${howTo}\n`);
    held = { ...held, marked: failed === null };
  };
  return {
    list: () => held?.list ?? null,
    problems: () => (held === null ? [] : [heldProblem(held.harm, feedFile(), file)]),
    hold: async (list, harm) => {
      held = { list, harm, marked: false };
      await mark();
    },
    replace: (list) => {
      if (held !== null) held = { ...held, list };
    },
    drop: async () => {
      held = null;
      await rm(file, { force: true });
    },
    confirmed: async () => {
      if (held === null) return null;
      if (!held.marked) await mark();
      else if (await isGone(file, stateFile)) {
        const { list } = held;
        held = null;
        return list;
      }
      return null;
    },
  };
}

const howTo = `Until this is settled, the devices before it are in force; wipes are taken at once. Look at the list. If it is right,
delete this file: the list counts within a second. If it is wrong, mend it: a better one is taken by itself.`;

function sentenceOf({ blocked, counted }: Harm, feedFile: string): string {
  return `${feedFile} waits: it would newly block ${blocked} of ${counted} enrolled devices.`;
}

function heldProblem(harm: Harm, feedFile: string, file: string): Problem {
  const message = `${sentenceOf(harm, feedFile)} The devices before it serve on.`;
  const remedy = `Look at the list; if it is right, delete ${file} while the gateway runs.`;
  return problem('DIRECTORY_HELD', message, { file: feedFile, remedy });
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
    (found) => found.isFile(),
    () => false,
  );
}
