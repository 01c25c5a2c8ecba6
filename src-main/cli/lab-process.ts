/** A child process that says where it listens with the first JSON line on its standard output. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';

export interface Part {
  /** The `listening` line. */
  readonly listening: Readonly<Record<string, unknown>>;
  /** Sends a JSON line to its standard input. */
  readonly tell: (message: unknown) => void;
  readonly ended: Promise<void>;
  /** SIGTERM, and SIGKILL when that did not end it in time. */
  readonly end: () => Promise<void>;
}

const START_MS = 60_000;
const END_MS = 20_000;

/** `onError` gets what it says on its standard error. */
export async function startPart(
  name: string,
  command: readonly [string, ...string[]],
  onError: (text: string) => void,
): Promise<Result<Part>> {
  const [file, ...args] = command;
  // A process group of its own: Ctrl-C reaches us alone, and we end the parts in order.
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe', 'ipc'], detached: true });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  child.stderr?.setEncoding('utf8').on('data', onError);
  const first = await firstLine(child, ended);
  if (first === null) {
    await end(child, ended);
    return failure(problem('INTERNAL', `the ${name} of the lab did not start`));
  }
  return success({
    listening: first,
    tell: (message) => child.stdin?.write(`${JSON.stringify(message)}\n`),
    ended,
    end: () => end(child, ended),
  });
}

function firstLine(
  child: ChildProcess,
  ended: Promise<void>,
): Promise<Record<string, unknown> | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), START_MS);
    const done = (found: Record<string, unknown> | null): void => {
      clearTimeout(timer);
      resolve(found);
    };
    void ended.then(() => done(null));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = listeningLine(line);
      if (found !== null) done(found);
    });
  });
}

function listeningLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    const listening = (value as { event?: unknown } | null)?.event === 'listening';
    return listening ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(timer);
}
