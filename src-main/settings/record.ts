/** Puts the present state of the two files into the history. */
import { clip } from '../../src-shared/clip.ts';
import type { Version } from '../../src-shared/contract/calls.ts';
import { warning, type Problem } from '../../src-shared/errors.ts';
import { reasonOf } from '../disk/system-errors.ts';
import { decode, fileIds, fileNames, sameBytes, type FileBytes, type FileId } from './files.ts';
import type { HomePaths } from './home.ts';
import { pendingChanges } from './pending.ts';
import { newestVersion, storeVersion } from './versions.ts';

export interface Recorded {
  /** The number of the new version; null when nothing differed or the history could not be written. */
  readonly version: number | null;
  readonly warnings: readonly Problem[];
}

/** Who changed the settings, and through what. */
export interface Author {
  /** Account of the operating system. */
  readonly by: string;
  readonly from: Version['from'];
  readonly now?: (() => Date) | undefined;
}

/** Stores `files` unless they are what the newest version holds. Never fails: a history that cannot be written warns. */
export async function record(
  paths: HomePaths,
  files: FileBytes,
  author: Author,
): Promise<Recorded> {
  try {
    const newest = (await newestVersion(paths.history))?.files ?? absent;
    const changed = fileIds.filter((id) => !sameBytes(files[id], newest[id]));
    if (changed.length === 0) return { version: null, warnings: [] };
    const version = await storeVersion(paths.history, files, {
      at: (author.now?.() ?? new Date()).toISOString(),
      by: author.by,
      from: author.from,
      files: changed.map((id) => fileNames[id]),
      summary: summaryOf(newest, files, changed),
    });
    return { version, warnings: [] };
  } catch (error) {
    const message = `The history cannot be written: ${reasonOf(error)}. The settings themselves are saved.`;
    return {
      version: null,
      warnings: [warning('FILE_UNWRITABLE', message, { file: paths.history })],
    };
  }
}

const absent: FileBytes = { properties: null, memConfiguration: null };
const SHOWN = 3;

/** Lists may be long, and the files themselves are kept beside. */
function shown(value: string | null): string {
  return value === null ? '(none)' : clip(value, 100);
}

/** `enable.boxer.ens.ews.proxy: false -> true`, for a list of versions. */
function summaryOf(before: FileBytes, after: FileBytes, changed: readonly FileId[]): string {
  if (fileIds.every((id) => before[id] === null)) return 'first version';
  const texts = (files: FileBytes) => ({
    properties: decode('properties', files.properties ?? Buffer.alloc(0)),
    memConfiguration: decode('memConfiguration', files.memConfiguration ?? Buffer.alloc(0)),
  });
  const changes = pendingChanges(texts(before), texts(after));
  if (changes.length === 0)
    return `comments or layout of ${changed.map((id) => fileNames[id]).join(', ')}`;
  const listed = changes
    .slice(0, SHOWN)
    .map(({ key, inForce, saved }) => `${key}: ${shown(inForce)} -> ${shown(saved)}`);
  const more = changes.length > SHOWN ? `, and ${changes.length - SHOWN} more` : '';
  return listed.join(', ') + more;
}
