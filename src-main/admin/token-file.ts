/**
 * The token that `/metrics` asks for. It is read anew for each question: a file that was replaced counts at
 * once, and one that others may read does not count any more.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';

const MOST_BYTES = 1024;
const LEAST_LENGTH = 16;
const OTHERS = 0o077;
/** Windows has neither; there the folder's rights hold. */
const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

/** Makes the file, unless there is one. */
export async function ensureToken(path: string): Promise<Result<null>> {
  try {
    // `wx`: never through a link, never over a token that is in use.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    } finally {
      await file.close();
    }
    return success(null);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return success(null);
    return unusable(path, `cannot be made: ${reasonOf(error)}`);
  }
}

export async function readToken(path: string): Promise<Result<string>> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, constants.O_RDONLY | noFollow);
    // Of what is open, not of the name: nobody swaps it in between.
    const { mode, size, uid } = await file.stat();
    const own = process.getuid?.();
    if (own !== undefined && (mode & OTHERS) !== 0) {
      return unusable(path, `has the mode ${(mode & 0o777).toString(8)}: others may read it`);
    }
    if (own !== undefined && own !== 0 && uid !== own) {
      return unusable(path, 'belongs to another account');
    }
    if (size > MOST_BYTES) return unusable(path, 'is larger than a token');
    const token = (await file.readFile('utf8')).trim();
    if (token.length >= LEAST_LENGTH && /^[\x21-\x7e]+$/.test(token)) return success(token);
    return unusable(path, `holds no token of ${String(LEAST_LENGTH)} characters or more`);
  } catch (error) {
    return unusable(path, `cannot be read: ${reasonOf(error)}`);
  } finally {
    await file?.close();
  }
}

/** How long it takes says nothing about the token: digests are compared, and all of them. */
export function sameToken(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function unusable(path: string, why: string): Result<never> {
  const details = { file: path, severity: 'warning' } as const;
  return failure(problem('ADMIN_TOKEN', `${path} ${why}. Metrics are refused.`, details));
}
