/**
 * `state/directory`: the last good directory with its memory of removed devices.
 *
 * JSON lines: a header, then one device a line, so that it is written and read in slices. The header
 * has the count of the lines and their digest; a file whose lines are others is damaged as a whole: one
 * wrong letter in an id would be a removed device that nobody remembers. What then: `memory.ts`. How many
 * removed devices are remembered: `known.ts`.
 */
import { createHash } from 'node:crypto';
import { constants, copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { deviceSchema } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { atomicWrite, sweepTemporaries } from '../disk/atomic-write.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import { parseJson } from './feed-file.ts';
import { findDuplicates } from './known.ts';
import type { KnownDevice } from './known.ts';
import { fileProblem } from './stable-file.ts';
import { calmly } from './work.ts';
import type { Work } from './work.ts';

export interface DirectoryState {
  readonly known: readonly KnownDevice[];
  /** When the feed was written that it rests on, epoch milliseconds. */
  readonly dataAt: number;
  /** Latest instant given to a change of enrollment. */
  readonly mergedAt: number;
}

const instant = z.int().nonnegative();
const headerSchema = z.object({
  schemaVersion: z.literal(1),
  dataAt: instant,
  mergedAt: instant,
  devices: instant,
  /** SHA-256 of the lines, hexadecimal; older versions wrote none. */
  digest: z.string().optional(),
});
const knownSchema = z.intersection(
  deviceSchema,
  z.object({ enrollmentSince: instant, wipedAt: instant.optional() }),
);

/** Null where there is none yet. */
export async function readState(file: string): Promise<Result<DirectoryState | null>> {
  const text = await readText(file);
  if (!text.ok) return text;
  return text.value === null ? success(null) : calmly(parsing(text.value, file));
}

function* parsing(text: string, file: string): Work<Result<DirectoryState>> {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const header = headerSchema.safeParse(valueOf(first));
  if (!header.success || header.data.devices !== lines.length) return failure(damaged(file, 1));
  const known: KnownDevice[] = [];
  const hash = createHash('sha256');
  for (const [index, line] of lines.entries()) {
    yield;
    hash.update(`${line}\n`);
    const device = knownSchema.safeParse(valueOf(line));
    if (!device.success) return failure(damaged(file, index + 2));
    known.push(device.data);
  }
  const { digest } = header.data;
  if (digest !== undefined && digest !== hash.digest('hex')) return failure(damaged(file, 1));
  const duplicates = yield* findDuplicates(known);
  if (duplicates.length > 0) return failure(damaged(file, 1));
  return success({ known, dataAt: header.data.dataAt, mergedAt: header.data.mergedAt });
}

export async function writeState(file: string, state: DirectoryState): Promise<Problem | null> {
  return writePrivate(file, await calmly(printing(state)));
}

function* printing({ known, dataAt, mergedAt }: DirectoryState): Work<string> {
  const hash = createHash('sha256');
  const lines: string[] = [];
  for (const device of known) {
    yield;
    const line = `${JSON.stringify(device)}\n`;
    hash.update(line);
    lines.push(line);
  }
  const counted = { schemaVersion: 1, dataAt, mergedAt, devices: known.length };
  const header = JSON.stringify({ ...counted, digest: hash.digest('hex') });
  return `${header}\n${lines.join('')}`;
}

/** Null where there is no file. */
export async function readText(file: string): Promise<Result<string | null>> {
  try {
    return success(await readFile(file, 'utf8'));
  } catch (error) {
    const found = fileProblem(file, error);
    return found.code === 'FILE_MISSING' ? success(null) : failure(found);
  }
}

/** Whole or not at all, and for this account only. The caller holds the lock of the home. */
export async function writePrivate(file: string, text: string): Promise<Problem | null> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = reasonOf(error);
    return problem('FILE_UNWRITABLE', `${file} cannot be written: ${why}.`, { file });
  }
  await sweepTemporaries(file);
  const written = await atomicWrite(file, Buffer.from(text), 'private');
  return written.ok ? null : (written.problems[0] ?? null);
}

/** Keeps a damaged file for whoever wants to look into it, under `<file>.bad-<instant>`. */
export async function setAside(file: string, now: Date): Promise<Problem | null> {
  return keptAside(file, () => rename(file, asideOf(file, now)));
}

/**
 * The same, and leaves the file in its place until it is written over: whoever starts after a crash in
 * between must not take a home that lost its memory for a new one. No file, nothing to do.
 */
export async function copyAside(file: string, now: Date): Promise<Problem | null> {
  return keptAside(file, async () => {
    try {
      await copyFile(file, asideOf(file, now), constants.COPYFILE_EXCL);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  });
}

async function keptAside(file: string, keep: () => Promise<void>): Promise<Problem | null> {
  try {
    await keep();
    return null;
  } catch (error) {
    const message = `${file} is damaged and cannot be set aside: ${reasonOf(error)}.`;
    return problem('FILE_UNWRITABLE', message, { file });
  }
}

/** No colons: Windows has none in file names. */
function asideOf(file: string, now: Date): string {
  return `${file}.bad-${now.toISOString().replaceAll(':', '-')}`;
}

function damaged(file: string, line: number): Problem {
  return problem('SCHEMA', `${file} is damaged and was not used`, {
    file,
    line,
    remedy: 'Look at the devices that left device management lately.',
  });
}

function valueOf(line: string): unknown {
  const read = parseJson(line);
  return read.ok ? read.value : undefined;
}
