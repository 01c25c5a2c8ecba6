/** Files that settings name: they lie inside one folder, also when their links are followed. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, isAbsolute, sep } from 'node:path';
import {
  failure,
  problem,
  success,
  type ProblemDetails,
  type Result,
} from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from './system-errors.ts';

/** Where the name stands, for the messages: file, line and key of the setting. */
export type Where = Pick<ProblemDetails, 'file' | 'line' | 'key'>;

/**
 * The absolute path of `name` below `folder`. Refuses absolute names, drive letters and `..`, with either slash on
 * every system, because a home may move from one to another. The file need not exist.
 */
export function resolveInside(folder: string, name: string, where: Where): Result<string> {
  const parts = name.split(/[/\\]/);
  const absolute = parts[0] === '' || /^[A-Za-z]:/.test(name);
  if (absolute || parts.includes('..') || name.includes('\0')) {
    const why = absolute ? 'an absolute path' : 'a path that leads out of the config folder';
    return failure(problem('PATH_OUTSIDE', `${subject(where)} names ${why}.`, where));
  }
  return success(join(folder, ...parts));
}

/** Follows the links of `path`; fails with `PATH_OUTSIDE` when they lead out of `folder`. A missing file passes. */
export async function checkLinks(
  folder: string,
  path: string,
  where: Where,
): Promise<Result<string>> {
  try {
    const [root, target] = await Promise.all([realpath(folder), realpath(path)]);
    const between = relative(root, target);
    if (between === '..' || between.startsWith(`..${sep}`) || isAbsolute(between)) {
      const message = `${subject(where)} names a link that leads out of the config folder: ${path}.`;
      return failure(problem('PATH_OUTSIDE', message, where));
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return failure(unreadable(path, reasonOf(error), where));
  }
  return success(path);
}

/** Reads a file that was named by a setting. `limit` in bytes. */
export async function readContained(
  folder: string,
  path: string,
  limit: number,
  where: Where,
): Promise<Result<Buffer>> {
  const contained = await checkLinks(folder, path, where);
  if (!contained.ok) return contained;
  return readPlainFile(path, limit, where);
}

/** Reads a plain file of at most `limit` bytes. A pipe or device, which could block for ever, is refused. */
export async function readPlainFile(
  path: string,
  limit: number,
  where: Where = { file: path },
): Promise<Result<Buffer>> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return failure(unreadable(path, 'it is not a plain file', where));
    if (found.size > limit) {
      const message = `${path} has ${found.size} bytes; at most ${limit} are read.`;
      return failure(problem('FILE_TOO_LARGE', message, where));
    }
    return success(await readFile(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return failure(problem('FILE_MISSING', `${path} does not exist.`, where));
    }
    return failure(unreadable(path, reasonOf(error), where));
  }
}

function unreadable(path: string, reason: string, where: Where) {
  return problem('FILE_UNREADABLE', `${path} cannot be read: ${reason}.`, where);
}

function subject(where: Where): string {
  return where.key ?? 'The setting';
}
