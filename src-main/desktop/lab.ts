/** The sample world beside the console: Exchange, ENS, UEM and clients, in a process and a home of their own. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { utilityProcess } from 'electron';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';

export interface Lab {
  /** Clients begin to knock there. */
  readonly tell: (gateway: string | null) => void;
  readonly end: () => Promise<void>;
}

const START_MS = 60_000;
const END_MS = 10_000;

/** `file` is the built `lab.cjs`; it fills `home` with settings that lead to the sample Exchange. */
export async function startLab(file: string, home: string): Promise<Result<Lab>> {
  const child = utilityProcess.fork(file, ['--home', home], {
    serviceName: 'Sallyport lab',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${String(chunk)}`.slice(-2000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill();
    const guard = setTimeout(() => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    }, END_MS);
    await ended;
    clearTimeout(guard);
  };
  if (!(await listens(child.stdout as Readable | null, ended))) {
    if (child.pid !== undefined) await end();
    return failure(problem('INTERNAL', `the lab did not start: ${said.trim()}`));
  }
  return success({ tell: (gateway) => child.postMessage({ gateway }), end });
}

function listens(stdout: Readable | null, ended: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const guard = setTimeout(() => resolve(false), START_MS);
    const done = (found: boolean): void => {
      clearTimeout(guard);
      resolve(found);
    };
    void ended.then(() => done(false));
    if (stdout === null) return;
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.includes('"listening"')) done(true);
    });
  });
}
