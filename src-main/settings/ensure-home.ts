/** Creates the folders of a home, and refuses a home that somebody else could change. */
import type { Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { reasonOf } from '../disk/system-errors.ts';
import type { HomePaths } from './home.ts';

const OWNER_ONLY = 0o700;
const WRITABLE_BY_OTHERS = 0o022;

/** Creates what is missing with mode 0700; folders that exist keep their mode. Fails with `HOME_UNSAFE` or `FILE_UNWRITABLE`. */
export async function ensureHome(paths: HomePaths): Promise<Result<HomePaths>> {
  // Parents before children: a folder that is a trap must be found before anything is made inside it.
  for (const folder of foldersOf(paths)) {
    const found = await ensureFolder(folder);
    if (found !== null) return failure(found);
  }
  return success(paths);
}

/**
 * For commands that write without a gateway. What another account, root included, leaves in a home the gateway
 * cannot read: overrides that it cannot read shut its gate. A home that is missing is no problem here.
 */
export async function checkHome({ home }: HomePaths): Promise<Problem | null> {
  const found = await lstat(home).catch(() => null);
  return found === null ? null : inspect(home, found);
}

function foldersOf(paths: HomePaths): readonly string[] {
  return [
    paths.home,
    paths.config,
    paths.tls,
    paths.clientCa,
    paths.trust,
    paths.state,
    paths.history,
    paths.journal,
    paths.logs,
    paths.run,
  ];
}

async function ensureFolder(folder: string): Promise<Problem | null> {
  const refused = await create(folder);
  // A file or a link that leads nowhere stands in the way: the inspection says which.
  const found = await lstat(folder).catch(() => null);
  return found === null ? refused : inspect(folder, found);
}

async function create(folder: string): Promise<Problem | null> {
  try {
    await mkdir(folder, { mode: OWNER_ONLY, recursive: true });
    return null;
  } catch (error) {
    const message = `${folder} cannot be created: ${reasonOf(error)}.`;
    return problem('FILE_UNWRITABLE', message, { file: folder });
  }
}

function inspect(folder: string, found: Stats): Problem | null {
  if (found.isSymbolicLink()) {
    return unsafe(folder, 'is a symbolic link', 'Name the folder itself with --home.');
  }
  if (!found.isDirectory()) return unsafe(folder, 'is not a folder', 'Move the file away.');
  // Windows has neither owner ids nor mode bits in Node; there the access list of the parent counts.
  const self = process.getuid?.();
  if (self === undefined) return null;
  if (found.uid !== self) {
    return unsafe(
      folder,
      `belongs to user ${found.uid}, not to user ${self} who runs this`,
      'Run the command as the account that owns the folder, or change the owner.',
    );
  }
  if ((found.mode & WRITABLE_BY_OTHERS) !== 0) {
    const command = `chmod go-w '${folder}'`;
    return unsafe(folder, 'can be written by other accounts', `Run: ${command}`);
  }
  return null;
}

function unsafe(folder: string, what: string, remedy: string): Problem {
  return problem('HOME_UNSAFE', `${folder} ${what}.`, { file: folder, remedy });
}
