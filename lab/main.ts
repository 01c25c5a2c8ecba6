// The lab as a process of its own: prints where it listens, runs until it is told to end.
import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startLab, type Lab } from './lab.ts';

const USAGE =
  'usage: lab [--port 0] [--seed N] [--rate R] [--users N] [--gateway URL] [--home DIR] [--timeline SECONDS]';

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const lab = await startLab(options);
  const end = endOnce(lab);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdout.on('error', end); // whoever read our first line has gone
  listenForGateway(lab, end);
  process.stdout.write(`${JSON.stringify(lab.listening)}\n`);
}

function readOptions(args: readonly string[]): Parameters<typeof startLab>[0] | null {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== 'lab' && arg !== '--json'), // its line is JSON anyhow
      options: {
        port: text,
        seed: text,
        rate: text,
        users: text,
        gateway: text,
        home: text,
        timeline: text,
      },
    });
    const seconds = count(values.timeline, 20);
    return {
      port: count(values.port, 0),
      seed: count(values.seed, 1),
      rate: count(values.rate, 2),
      users: count(values.users, 12),
      gatewayUrl: values.gateway ?? null,
      home: values.home ?? null,
      timelineMs: seconds === 0 ? null : seconds * 1000,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

function count(text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`not a number: ${text ?? ''}`);
  return value;
}

function endOnce(lab: Lab): () => void {
  let ending = false;
  return () => {
    if (ending) return;
    ending = true;
    const leave = (): void => process.exit(0);
    lab.close().then(leave, leave);
  };
}

/** What Electron gives a `utilityProcess` instead: the console's lab is one. */
interface ParentPort {
  readonly on: (event: 'message', handler: (event: { readonly data: unknown }) => void) => void;
}

/** `{"gateway":"http://127.0.0.1:…"}` by a line on stdin or by an IPC message; the end of either ends the lab. */
function listenForGateway(lab: Lab, end: () => void): void {
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  parentPort?.on('message', ({ data }) => take(lab, data));
  process.on('message', (message) => take(lab, message));
  process.on('disconnect', end);
  // Only a pipe or socket ends when the parent does; /dev/null and a terminal say nothing about it.
  const stdin = fstatSync(0);
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => take(lab, readJson(line)));
  lines.on('close', end);
}

function take(lab: Lab, message: unknown): void {
  if (typeof message !== 'object' || message === null || !('gateway' in message)) return;
  const { gateway } = message;
  if (gateway !== null && typeof gateway !== 'string') return;
  try {
    lab.setGateway(gateway);
  } catch (error) {
    process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code === 'EADDRINUSE' ? 4 : 1);
});
