/** The throw-away homes of the sample world: made, known by their names, and swept when nobody uses them any more. */
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { homePaths } from './home.ts';

/** With the process that throws it away, so that the next lab knows when that never happened. */
const NAME = /^sallyport-lab-(?:(\d+)-)?[A-Za-z0-9]+$/;
/** Of Chromium, which writes its cache once more after our last word. */
const WINDOW = 'window';
const OLD_MS = 60_000;

/** This process throws it away, or the next lab does once this process is gone. */
export function makeLabHome(): string {
  sweepLabHomes();
  return mkdtempSync(join(tmpdir(), `sallyport-lab-${process.pid}-`));
}

/** Whether `folder` may be filled by a lab, and thrown away: never one that somebody named, or that holds anything. */
export function isFreshLabHome(folder: string): boolean {
  try {
    const ours = NAME.test(basename(folder)) && realpathSync(dirname(folder)) === realTemporary();
    return ours && readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** Never throws: who ends must end, also when somebody still has a file open in there. The next lab sweeps it. */
export function throwAway(home: string): void {
  try {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    process.stderr.write(`sallyport: ${home} could not be removed: ${String(error)}\n`);
  }
}

function sweepLabHomes(): void {
  for (const name of readdirSync(tmpdir())) {
    const maker = NAME.exec(name);
    const folder = join(tmpdir(), name);
    if (maker !== null && isLeftover(folder, maker[1])) throwAway(folder);
  }
}

function isLeftover(folder: string, maker: string | undefined): boolean {
  try {
    if (!isOld(folder)) return false;
    if (readdirSync(folder).join() === WINDOW) return true;
    // A process of another container may share this folder with us, and not its number: its gateway gives signs of life.
    return maker !== undefined && !isAlive(Number(maker)) && isOld(homePaths(folder).runs);
  } catch {
    // Somebody else's.
    return false;
  }
}

/** What is not there is old. */
function isOld(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || Date.now() - found.mtimeMs > OLD_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function realTemporary(): string {
  return realpathSync(tmpdir());
}
