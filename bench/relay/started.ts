/** Processes of the bench: started in its own group, so that they end with it; waited for, ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeOf } from '../lib/processes.ts';

const START_MS = 60_000;
const STOP_MS = 10_000;

export interface Started {
  readonly pid: number;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it was told to listen; null: its first `{"event":"listening","url":…}` says it. */
  readonly port: number | null;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) endTree(child);
});

export async function start({ file, args, env = {}, port }: Command): Promise<Started> {
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  let output = '';
  let ended = false;
  const over = (): boolean => ended;
  const hear = (text: Buffer): void => {
    // What it says later is not kept: it may say something for each request.
    if (output.length < 100_000) output += text.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('error', (error) => (output += error.message));
  const closed = once(child, 'close').catch(() => undefined);
  void closed.then(() => {
    ended = true;
    running.delete(child);
  });
  const stop = async (): Promise<void> => {
    if (over()) return;
    child.kill('SIGTERM');
    await Promise.race([closed, sleep(STOP_MS, undefined, { ref: false })]);
    if (!over()) endTree(child);
    await closed;
  };
  const until = Date.now() + START_MS;
  while (!over() && Date.now() < until) {
    const found = port === null ? told(output) : (await answers(port)) ? port : null;
    if (found !== null) return { pid: child.pid ?? 0, port: found, stop };
    await sleep(20);
  }
  await stop();
  throw new Error(`${file} ${args.join(' ')} does not listen:\n${output}`);
}

function told(output: string): number | null {
  for (const line of output.slice(0, output.lastIndexOf('\n') + 1).split('\n')) {
    const url = /^\{"event":"listening".*"url":"([^"]+)"/.exec(line)?.[1];
    if (url !== undefined) return Number(new URL(url).port);
  }
  return null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  for (const each of treeOf(pid)) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/** For those that must be told a port. Nobody else on loopback takes it within a moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
