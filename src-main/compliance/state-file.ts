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
import { indexed } from './devices.ts';
import type { Devices } from './devices.ts';
import { findDuplicates } from './duplicates.ts';
import { newPacker } from './packing.ts';
import { knownAt, readRows } from './rows.ts';
import { fileProblem } from './stable-file.ts';
import { calmly } from './work.ts';
import type { Work } from './work.ts';

export interface DirectoryState {
  readonly known: Devices;
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
  const bytes = await readBytes(file);
  if (!bytes.ok) return bytes;
  return bytes.value === null ? success(null) : calmly(parsing(bytes.value, file));
}

function* parsing(bytes: Buffer, file: string): Work<Result<DirectoryState>> {
  const end = endOf(bytes);
  const firstEnd = lineEnd(bytes, 0, end);
  const header = headerSchema.safeParse(valueOf(bytes.toString('utf8', 0, firstEnd)));
  let lines = 0;
  for (let at = firstEnd + 1; at < end; at = lineEnd(bytes, at, end) + 1) {
    yield;
    lines += 1;
  }
  if (!header.success || header.data.devices !== lines) return failure(damaged(file, 1));
  const { digest, dataAt, mergedAt } = header.data;
  const packer = newPacker();
  const hash = createHash('sha256');
  for (let at = firstEnd + 1; at < end;) {
    yield;
    const stop = lineEnd(bytes, at, end);
    hash.update(bytes.subarray(at, stop)).update('\n');
    const device = knownSchema.safeParse(valueOf(bytes.toString('utf8', at, stop)));
    if (!device.success) return failure(damaged(file, packer.length() + 2));
    packer.add(device.data);
    at = stop + 1;
  }
  if (digest !== undefined && digest !== hash.digest('hex')) return failure(damaged(file, 1));
  const rows = packer.done();
  const duplicates = yield* findDuplicates(rows);
  if (duplicates.length > 0) return failure(damaged(file, 1));
  return success({ known: yield* indexed(rows), dataAt, mergedAt });
}

/** Without the end of the last line. */
function endOf(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && [9, 10, 13, 32].includes(bytes[end - 1] ?? 0)) end -= 1;
  return end;
}

function lineEnd(bytes: Buffer, from: number, end: number): number {
  const found = bytes.indexOf(10, from);
  return found < 0 || found > end ? end : found;
}

export async function writeState(file: string, state: DirectoryState): Promise<Problem | null> {
  return writePrivate(file, await calmly(printing(state)));
}

/** The lines are turned into bytes some at a time: as one string they might be longer than a string may be. */
const PRINTED_AT_ONCE = 256;

function* printing({ known: { rows }, dataAt, mergedAt }: DirectoryState): Work<Buffer> {
  const reader = readRows(rows);
  const hash = createHash('sha256');
  const printed: Buffer[] = [];
  let lines = '';
  for (let row = 0; row < rows.length; row += 1) {
    yield;
    lines += `${JSON.stringify(knownAt(rows, reader, row))}\n`;
    if ((row + 1) % PRINTED_AT_ONCE !== 0 && row + 1 < rows.length) continue;
    const some = Buffer.from(lines);
    hash.update(some);
    printed.push(some);
    lines = '';
  }
  const counted = { schemaVersion: 1, dataAt, mergedAt, devices: rows.length };
  const header = JSON.stringify({ ...counted, digest: hash.digest('hex') });
  return Buffer.concat([Buffer.from(`${header}\n`), ...printed]);
}

/** Null where there is no file. */
export async function readText(file: string): Promise<Result<string | null>> {
  const bytes = await readBytes(file);
  return bytes.ok ? success(bytes.value?.toString() ?? null) : bytes;
}

async function readBytes(file: string): Promise<Result<Buffer | null>> {
  try {
    return success(await readFile(file));
  } catch (error) {
    const found = fileProblem(file, error);
    return found.code === 'FILE_MISSING' ? success(null) : failure(found);
  }
}

/** Whole or not at all, and for this account only. The caller holds the lock of the home. */
export async function writePrivate(
  file: string,
  content: string | Buffer,
): Promise<Problem | null> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = reasonOf(error);
    return problem('FILE_UNWRITABLE', `${file} cannot be written: ${why}.`, { file });
  }
  await sweepTemporaries(file);
  const written = await atomicWrite(
    file,
    typeof content === 'string' ? Buffer.from(content) : content,
    'private',
  );
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
