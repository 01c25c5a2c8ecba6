/** Reads a file that somebody else may be writing, and tells cheaply whether it changed. */
import { createHash } from 'node:crypto';
import { lstat, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';

/** Three million devices; and a buffer of Node 18 has no room for twice as much and what is made of it. */
const FILE_LIMIT = 1024 * 1024 * 1024;
/** To digest so many bytes takes a millisecond. */
const CHUNK = 256 * 1024;

export interface StableFile {
  readonly bytes: Uint8Array;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  /** Changes whenever the file is written or replaced; see `stampOf`. */
  readonly stamp: string;
  /** Last change of the content, epoch milliseconds, rounded up. Whoever writes the file may set it. */
  readonly changedAt: number;
  /**
   * When the file came to be as it is under this name, at the latest: epoch milliseconds, rounded up.
   * `ctime` is in it, which no program can set, and that of the link where the name is one.
   */
  readonly placedAt: number;
}

/** Null where there is no file to look at. Compared only for equality. */
export async function stampOf(path: string): Promise<string | null> {
  try {
    return stamp(await stat(path, { bigint: true }));
  } catch {
    return null;
  }
}

/** `ctime` is in it because a copy that keeps the old modification time does not keep that. */
function stamp(facts: { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }): string {
  return [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(':');
}

/** The file as it was at one moment; null when it changed while it was read: try again later. */
export async function readStable(path: string): Promise<Result<StableFile | null>> {
  try {
    // Before it is opened: to open a named pipe would wait for its writer.
    if (!(await stat(path)).isFile())
      return failure(problem('FILE_UNREADABLE', `${path} is not a file`, { file: path }));
    const handle = await open(path, 'r');
    try {
      return await readHandle(path, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return failure(fileProblem(path, error));
  }
}

async function readHandle(path: string, handle: FileHandle): Promise<Result<StableFile | null>> {
  const before = await handle.stat({ bigint: true });
  if (before.size > BigInt(FILE_LIMIT)) {
    const message = `${path} has ${before.size} bytes; at most ${FILE_LIMIT} are read`;
    return failure(problem('FILE_TOO_LARGE', message, { file: path }));
  }
  // Shared: a thread may have to parse it.
  const bytes = new Uint8Array(new SharedArrayBuffer(Number(before.size)));
  const hash = createHash('sha256');
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(
      bytes,
      length,
      Math.min(CHUNK, bytes.length - length),
      length,
    );
    if (bytesRead === 0) return success(null);
    hash.update(bytes.subarray(length, length + bytesRead));
    length += bytesRead;
  }
  const after = await handle.stat({ bigint: true });
  if (stamp(before) !== stamp(after)) return success(null);
  const named = await lstat(path, { bigint: true });
  return success({
    bytes,
    digest: hash.digest('hex'),
    stamp: stamp(after),
    changedAt: milliseconds(after.mtimeNs),
    placedAt: Math.max(...[after.mtimeNs, after.ctimeNs, named.ctimeNs].map(milliseconds)),
  });
}

function milliseconds(nanoseconds: bigint): number {
  return Number((nanoseconds + 999_999n) / 1_000_000n);
}

export function fileProblem(path: string, error: unknown): Problem {
  return errorCode(error) === 'ENOENT'
    ? problem('FILE_MISSING', `${path} does not exist.`, { file: path })
    : problem('FILE_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}.`, { file: path });
}
