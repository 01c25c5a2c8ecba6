/** Creates the folders of a home, and refuses a home that somebody else could change. */
import type { Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
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
 * What `ensureHome` would refuse, all of it, and nothing is created: for `check`, and for commands that write without
 * a gateway. What another account, root included, leaves in a home the gateway cannot read: overrides that it
 * cannot read shut its gate. What is missing is no problem here.
 */
export async function homeProblems(paths: HomePaths): Promise<readonly Problem[]> {
  const owner = (await lstatOrNull(paths.home))?.uid;
  const found = await Promise.all(
    foldersOf(paths).map(async (folder) => {
      const facts = await lstatOrNull(folder);
      if (facts === null) return null;
      // A home of another account is one problem; below it counts what differs from the home.
      return folder === paths.home ? inspect(folder, facts) : inspect(folder, facts, owner);
    }),
  );
  return found.filter((each) => each !== null);
}

/** Null when the home folder is there, whatever it is. */
export async function homeMissing({ home }: HomePaths): Promise<Problem | null> {
  try {
    await lstat(home);
    return null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return problem('HOME_MISSING', `The home folder ${home} does not exist.`, {
        file: home,
        remedy: `Create it with \`sallyport init --home ${home}\`.`,
      });
    }
    return pathProblem('FILE_UNREADABLE', home, error, `${home} cannot be reached`);
  }
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
  const found = await lstatOrNull(folder);
  return found === null ? refused : inspect(folder, found);
}

async function create(folder: string): Promise<Problem | null> {
  try {
    await makeFolder(folder);
    return null;
  } catch (error) {
    return pathProblem('FILE_UNWRITABLE', folder, error, `${folder} cannot be created`);
  }
}

/** Not Node's `recursive`: below /proc, where mkdir says ENOENT although the parent is there, it tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: OWNER_ONLY });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    const parent = dirname(folder);
    const orphan = errorCode(error) === 'ENOENT' && (await lstatOrNull(parent)) === null;
    if (!orphan || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: OWNER_ONLY });
  }
}

function pathProblem(
  code: 'FILE_UNREADABLE' | 'FILE_UNWRITABLE',
  folder: string,
  error: unknown,
  what: string,
): Problem {
  switch (errorCode(error)) {
    case 'ENAMETOOLONG': {
      const remedy = 'Name a shorter path with --home.';
      return problem(code, `${what}: ${reasonOf(error)}.`, { file: folder, remedy });
    }
    case 'ENOENT': {
      const message = `${what}: no folder can be made in ${dirname(folder)}.`;
      const remedy = 'Name a place on a disk with --home.';
      return problem(code, message, { file: folder, remedy });
    }
    default:
      return problem(code, `${what}: ${reasonOf(error)}.`, { file: folder });
  }
}

function lstatOrNull(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}

/** @param owner whom the folder must belong to; by default the account of this process */
function inspect(folder: string, found: Stats, owner = process.getuid?.()): Problem | null {
  if (found.isSymbolicLink()) {
    return unsafe(folder, 'is a symbolic link', 'Name the folder itself with --home.');
  }
  if (!found.isDirectory()) return unsafe(folder, 'is not a folder', 'Move the file away.');
  // Windows has neither owner ids nor mode bits in Node; there the access list of the parent counts.
  const self = process.getuid?.();
  if (self === undefined || owner === undefined) return null;
  if (found.uid !== owner) {
    return owner === self
      ? unsafe(
          folder,
          `belongs to user ${found.uid}, not to user ${self} who runs this`,
          asOwner(found.uid),
        )
      : unsafe(
          folder,
          `belongs to user ${found.uid}, but the home to user ${owner}`,
          `Run: chown ${owner} '${folder}'`,
        );
  }
  if ((found.mode & WRITABLE_BY_OTHERS) !== 0) {
    const command = `chmod go-w '${folder}'`;
    return unsafe(folder, 'can be written by other accounts', `Run: ${command}`);
  }
  return null;
}

/** A number, because services often run under an account that no list of this system has. */
function asOwner(owner: number): string {
  return (
    `Run the command as the account that owns the folder: sudo -u '#${owner}' sallyport ... ` +
    `(without sudo: setpriv --reuid=${owner} --clear-groups sallyport ...), or change the owner.`
  );
}

function unsafe(folder: string, what: string, remedy: string): Problem {
  return problem('HOME_UNSAFE', `${folder} ${what}.`, { file: folder, remedy });
}
