/**
 * The folder of the socket is its access list: whoever may write there could put a socket of
 * their own in place and hear the administrator's commands, so both sides look before they use it.
 */
import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { problem, type Problem } from '../../src-shared/errors.ts';

const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/**
 * For the server: creates the folder, or closes our own to readers (0700). What belongs to others, or what
 * others may have put something into, is refused.
 */
export function prepareFolder(folder: string): Problem | null {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const found = lstatSync(folder);
    const refused = refuse(folder, found, process.getuid?.());
    if (refused === null && (found.mode & OPEN_TO_OTHERS) !== 0) chmodSync(folder, 0o700);
    return refused;
  } catch (error) {
    return unusable(folder, error);
  }
}

/**
 * For the client. A folder that is not there is no problem here: nobody answers, that is all.
 * Root asks about the gateways of others too (`sudo sallyport status` is a service's daily bread), but
 * only where the home's owner answers: anybody may make a folder of that name in `/tmp`.
 */
export function checkFolder(folder: string, homeOwner: number): Problem | null {
  try {
    const self = process.getuid?.();
    return refuse(folder, lstatSync(folder), self === 0 ? homeOwner : self);
  } catch (error) {
    return isMissing(error) ? null : unusable(folder, error);
  }
}

function refuse(folder: string, found: Stats, owner: number | undefined): Problem | null {
  const why = whyUnsafe(found, owner);
  if (why === null) return null;
  return problem('HOME_UNSAFE', `${folder} cannot guard the control channel: ${why}`, {
    file: folder,
  });
}

/** `owner` undefined: the system has no such ids. */
function whyUnsafe(found: Stats, owner: number | undefined): string | null {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is not a folder';
  if (owner !== undefined && found.uid !== owner) {
    return `it belongs to user ${found.uid}, not to user ${owner}`;
  }
  return (found.mode & WRITABLE_BY_OTHERS) !== 0 ? 'others may write there' : null;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function unusable(folder: string, error: unknown): Problem {
  return problem('HOME_UNSAFE', `${folder} cannot be used: ${(error as Error).message}`, {
    file: folder,
  });
}
