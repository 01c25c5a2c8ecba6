/** Servers and tools of a realm: none outlives the process that started it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './parts.ts';

// Guards against hanging: a domain takes five seconds on a machine that does nothing else.
const START_MS = 120_000;
const TOOL_MS = 120_000;
const KEPT = 200_000;

export type Environment = Readonly<Record<string, string>>;

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Environment;
  /** Another account than ours, where we are root. */
  readonly user?: string;
  readonly input?: string;
  /** Asked until it says true: the server answers. */
  readonly ready: (state: { readonly pid: number; readonly output: string }) => unknown;
}

export interface Server {
  readonly pid: number;
  readonly output: () => string;
  readonly running: () => boolean;
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT' | 'SIGHUP') => void;
  /** At once, without a word; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The kernel ends it with us, however we end: prctl(2), PR_SET_PDEATHSIG. */
function withUs(command: string, args: readonly string[], user?: string): readonly string[] {
  // A process that changes its account later would no longer be told.
  const account =
    user === undefined || process.getuid?.() !== 0
      ? []
      : ['--reuid', user, '--regid', user, '--clear-groups'];
  return [...account, '--pdeathsig', 'KILL', '--', program(command), ...args];
}

export async function startServer(wanted: ServerCommand): Promise<Server> {
  const { command, args, env = {}, user, input, ready } = wanted;
  const child = spawn(program('setpriv'), withUs(command, args, user), {
    // A pipe that ends at once is a sign for Samba to end, too.
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: environment(env),
  });
  running.add(child);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  let output = '';
  const hear = (text: Buffer): void => {
    output = (output + text.toString()).slice(-KEPT);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  let alive = true;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve();
    });
    // Not 'close': something that it started may hold its output open.
    child.once('exit', () => resolve());
  }).then(() => {
    alive = false;
    running.delete(child);
  });
  const server: Server = {
    pid: child.pid ?? 0,
    output: () => output,
    running: () => alive,
    signal: (signal) => child.kill(signal),
    kill: async () => {
      if (alive) child.kill('SIGKILL');
      await ended;
    },
  };
  const until = Date.now() + START_MS;
  while (server.running() && Date.now() < until) {
    if ((await ready({ pid: server.pid, output })) === true) return server;
    await sleep(5);
  }
  const why = server.running() ? 'does not answer' : 'ended';
  await server.kill();
  throw new Error(`${command} ${args.join(' ')} ${why}:\n${output}`);
}

export interface ToolCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Environment;
  readonly input?: string;
}

export interface ToolResult {
  readonly exit: number;
  readonly output: string;
}

/** Runs to its end. Standard output and error come as one text. */
export function runTool({ command, args, env = {}, input = '' }: ToolCommand): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program('setpriv'), withUs(command, args), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(env),
    });
    running.add(child);
    const guard = setTimeout(() => child.kill('SIGKILL'), TOOL_MS);
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    // It may end without having read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const over = (): void => {
      clearTimeout(guard);
      running.delete(child);
    };
    child.once('error', (error) => {
      over();
      reject(error);
    });
    child.once('close', (code) => {
      over();
      resolve({ exit: code ?? 128, output });
    });
  });
}

/** @throws Error with what it said, when it fails */
export async function mustRun(tool: ToolCommand): Promise<string> {
  const { exit, output } = await runTool(tool);
  if (exit === 0) return output;
  throw new Error(`${tool.command} ${tool.args.join(' ')} ended with ${exit}:\n${output}`);
}

/** Theirs alone: a Kerberos configuration or cache of whoever runs the tests must not leak in. */
const environment = (own: Environment): Environment => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  ...own,
});
