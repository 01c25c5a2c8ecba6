/**
 * The store of versions: `state/history/NNNNNN/` with both files and `meta.json`.
 *
 * A damaged folder is passed over with a warning: history is a help, it never prevents a change.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { versionSchema, type Version } from '../../src-shared/contract/calls.ts';
import { warning, type Problem } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import { syncFolder } from '../disk/atomic-write.ts';
import { fileIds, fileNames, sha256, type FileBytes } from './files.ts';

const KEPT = 100;
const FOLDER = /^\d{6,}$/;

const metaSchema = versionSchema.extend({
  schemaVersion: z.literal(1),
  /** Of each file, to tell a damaged version; null: the file did not exist. */
  sha256: z.object({
    properties: z.string().nullable(),
    memConfiguration: z.string().nullable(),
  }),
});

export interface StoredVersion {
  readonly version: Version;
  readonly files: FileBytes;
}

export interface VersionList {
  /** Oldest first. */
  readonly versions: readonly Version[];
  readonly problems: readonly Problem[];
}

export async function readVersions(folder: string): Promise<VersionList> {
  const read = await Promise.all((await numbers(folder)).map((number) => readMeta(folder, number)));
  return {
    versions: read.flatMap((each) => (each.ok ? [strip(each.meta)] : [])),
    problems: read.flatMap((each) => (each.ok ? [] : [each.problem])),
  };
}

/** Whether there is a folder for the version, damaged or not. */
export async function isStored(folder: string, number: number): Promise<boolean> {
  return (await numbers(folder)).includes(number);
}

/** The version with its files, or a warning that says what is damaged. */
export async function readVersion(
  folder: string,
  number: number,
): Promise<StoredVersion | Problem> {
  const read = await readMeta(folder, number);
  if (!read.ok) return read.problem;
  const [properties, memConfiguration] = await Promise.all(
    fileIds.map((id) => readFile(join(read.path, fileNames[id])).catch(() => null)),
  );
  const files = { properties: properties ?? null, memConfiguration: memConfiguration ?? null };
  const whole = fileIds.every((id) => sha256(files[id]) === read.meta.sha256[id]);
  return whole
    ? { version: strip(read.meta), files }
    : damaged(read.path, 'its files are not those that were stored');
}

/** The newest version that can be read whole, or null. */
export async function newestVersion(folder: string): Promise<StoredVersion | null> {
  for (const number of (await numbers(folder)).reverse()) {
    const found = await readVersion(folder, number);
    if ('files' in found) return found;
  }
  return null;
}

/** Stores a version under the next number and lets the oldest go. */
export async function storeVersion(
  folder: string,
  files: FileBytes,
  about: Omit<Version, 'version'>,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep(folder);
  for (;;) {
    const number = ((await numbers(folder)).at(-1) ?? 0) + 1;
    const temporary = join(folder, `.new-${process.pid}-${number}`);
    try {
      await writeVersion(temporary, files, { ...about, version: number });
      await rename(temporary, pathOf(folder, number));
      await syncFolder(folder);
      await prune(folder);
      return number;
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      // Somebody without our lock took the number (a restored back-up, say): take the next.
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
    }
  }
}

async function writeVersion(path: string, files: FileBytes, version: Version): Promise<void> {
  const meta: z.input<typeof metaSchema> = {
    schemaVersion: 1,
    ...version,
    sha256: {
      properties: sha256(files.properties),
      memConfiguration: sha256(files.memConfiguration),
    },
  };
  await mkdir(path, { mode: 0o700 });
  for (const id of fileIds) {
    const bytes = files[id];
    if (bytes !== null) await writeSynced(join(path, fileNames[id]), bytes);
  }
  await writeSynced(join(path, 'meta.json'), Buffer.from(`${JSON.stringify(meta, null, 2)}\n`));
  await syncFolder(path);
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

type Meta = z.infer<typeof metaSchema>;
type ReadMeta =
  | { readonly ok: true; readonly path: string; readonly meta: Meta }
  | { readonly ok: false; readonly problem: Problem };

async function readMeta(folder: string, number: number): Promise<ReadMeta> {
  const path = pathOf(folder, number);
  try {
    const text = await readFile(join(path, 'meta.json'), 'utf8');
    const meta = metaSchema.parse(JSON.parse(text));
    if (meta.version === number) return { ok: true, path, meta };
    return { ok: false, problem: damaged(path, 'its number is not that of its folder') };
  } catch (error) {
    const reason =
      errorCode(error) === '' ? 'its meta.json is not what was stored' : reasonOf(error);
    return { ok: false, problem: damaged(path, reason) };
  }
}

/** Ascending. Empty when the folder cannot be read. */
async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => FOLDER.test(name))
    .map(Number)
    .sort((left, right) => left - right);
}

async function prune(folder: string): Promise<void> {
  const all = await numbers(folder);
  for (const number of all.slice(0, -KEPT)) {
    await rm(pathOf(folder, number), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** What writers that were killed left. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => /^\.new-\d+-\d+$/.test(each))) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function pathOf(folder: string, number: number): string {
  return join(folder, String(number).padStart(6, '0'));
}

function strip({ version, at, by, from, files, summary }: Meta): Version {
  return { version, at, by, from, files, summary };
}

function damaged(path: string, reason: string): Problem {
  return warning('FILE_UNREADABLE', `The stored version ${path} is damaged: ${reason}.`, {
    file: path,
    remedy: 'Remove the folder; the other versions are not affected.',
  });
}
