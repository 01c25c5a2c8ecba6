/**
 * The folder of the socket is its access list: whoever may write there could put a socket of
 * their own in place and hear the administrator's commands, so both sides look before they use it.
 */
import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { problem, type Problem } from '../../src-shared/errors.ts';

const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/** For the server: creates the folder or narrows our own to 0700; what belongs to others is refused. */
export function prepareFolder(folder: string): Problem | null {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const found = lstatSync(folder);
    const refused = refuse(folder, found, false);
    if (refused === null && (found.mode & OPEN_TO_OTHERS) !== 0) chmodSync(folder, 0o700);
    return refused;
  } catch (error) {
    return unusable(folder, error);
  }
}

/** For the client. A folder that is not there is no problem here: nobody answers, that is all. */
export function checkFolder(folder: string): Problem | null {
  try {
    return refuse(folder, lstatSync(folder), true);
  } catch (error) {
    return isMissing(error) ? null : unusable(folder, error);
  }
}

function refuse(folder: string, found: Stats, asClient: boolean): Problem | null {
  const why = whyUnsafe(found, asClient);
  if (why === null) return null;
  return problem('HOME_UNSAFE', `${folder} cannot guard the control channel: ${why}`, {
    file: folder,
  });
}

function whyUnsafe(found: Stats, asClient: boolean): string | null {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is not a folder';
  const self = process.getuid?.();
  // Root reads everybody's home anyway, and `sudo sallyport status` is a service's daily bread.
  const mayVisit = asClient && self === 0;
  if (self !== undefined && found.uid !== self && !mayVisit) {
    return `it belongs to user ${found.uid}, not to user ${self}`;
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
