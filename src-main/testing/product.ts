/** Runs the built product as its users do: `node bin/sallyport.mjs COMMAND`. */
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { makeTemporary } from './temporary-folder.ts';

export const launcher = fileURLToPath(new URL('../../bin/sallyport.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output, parsed. */
  readonly json: readonly unknown[];
}

/** Runs a command to its end. */
export function sallyport(home: string, ...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args, '--home', home], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout,
        stderr,
        get json() {
          return jsonLines(stdout);
        },
      });
    });
  });
}

function jsonLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}

export interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** Lifecycle events so far. */
  readonly events: () => readonly Record<string, unknown>[];
  readonly stderr: () => string;
  /** Waits until an event of this name came `times` times. */
  readonly sees: (name: string, times?: number) => Promise<Record<string, unknown>>;
  /** Sends a signal (default SIGTERM) and waits for the end; gives the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** The exit code of one that was asked to end already. */
  readonly ended: Promise<number | null>;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts `serve` and waits until it listens; rejects with what it said when it ends before that.
 * @param start another way to start it.
 */
export async function serve(home: string, start?: () => Child): Promise<Served> {
  const plain = (): Child =>
    spawn(process.execPath, [launcher, 'serve', '--home', home], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const child = (start ?? plain)();
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      over = true;
      resolve(code);
    });
  });
  const events = (): readonly Record<string, unknown>[] =>
    jsonLines(stdout.slice(0, stdout.lastIndexOf('\n') + 1)) as Record<string, unknown>[];
  const sees = async (name: string, times = 1): Promise<Record<string, unknown>> => {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
      const found = events().filter(({ event }) => event === name)[times - 1];
      if (found !== undefined) return found;
      if (over) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`serve never said "${name}":\n${stdout}\n${stderr}`);
  };
  const listening = await sees('listening');
  const url = String(listening['url']);
  return {
    child,
    url,
    port: Number(new URL(url).port),
    events,
    stderr: () => stderr,
    sees,
    end: (signal = 'SIGTERM') => {
      if (!over) child.kill(signal);
      return closed;
    },
    ended: closed,
  };
}

export interface Home {
  readonly path: string;
  readonly setDevices: (devices: readonly DeviceInput[] | string) => Promise<void>;
  readonly setProperties: (text: string) => Promise<void>;
  readonly setConfiguration: (configuration: unknown) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The JSON of `mem-configuration.json` for a gateway on a free loopback port. */
export function configuration(
  exchangeUrl: string,
  compliance: Record<string, unknown> = {},
): unknown {
  return {
    schemaVersion: 1,
    listener: { host: '127.0.0.1', port: 0, tls: null, balancers: [] },
    emailServer: { hostAndPort: exchangeUrl, timeoutSeconds: 10, ignoreSslErrorsWithExch: false },
    compliance: {
      mode: 'enforce',
      unknownDevices: 'block',
      directoryFile: 'devices.json',
      requireDevice: false,
      ewsBlockAnswer: 'soapFault',
      easBlockAnswer: 'forbidden',
      serviceAccounts: [],
      ens: { sources: [], deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: false },
      ...compliance,
    },
  };
}

export const properties = [
  '# Sallyport',
  'enable.boxer.ens.ews.proxy=true',
  'remove.unsupported.auth.for.ews=true',
  '#ews.email.server.host.and.port=https://example.com:443',
  '',
].join('\n');

/** A home made by `init`, then given the settings of a test. */
export async function makeHome(
  exchangeUrl: string,
  devices: readonly DeviceInput[],
  compliance: Record<string, unknown> = {},
): Promise<Home> {
  const { path, remove } = makeTemporary('test');
  const initialised = await sallyport(path, 'init');
  if (initialised.code !== 0) {
    remove();
    throw new Error(`init failed: ${initialised.stderr}`);
  }
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(path, 'config', name), text);
  const home: Home = {
    path,
    setDevices: (next) =>
      write('devices.json', typeof next === 'string' ? next : JSON.stringify(next)),
    setProperties: (text) => write('application.properties', text),
    setConfiguration: (value) => write('mem-configuration.json', JSON.stringify(value, null, 2)),
    remove: async () => remove(),
  };
  await home.setDevices(devices);
  await home.setProperties(properties);
  await home.setConfiguration(configuration(exchangeUrl, compliance));
  return home;
}
