/** One krb5kdc. Several of them may serve one realm. */
import { readFileSync } from 'node:fs';
import { listens } from './ports.ts';
import { startServer } from './process.ts';
import type { Environment, Server } from './process.ts';
import type { Kdc } from './types.ts';

export interface KdcCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** A file that it writes; otherwise what it says counts. */
  readonly log?: string;
}

/** @param command in the foreground; `port` is in its files */
export async function startKdc(port: number, { log, ...command }: KdcCommand): Promise<Kdc> {
  const start = (): Promise<Server> =>
    startServer({ ...command, ready: ({ pid }) => listens(pid, port) });
  let server = await start();
  return {
    port,
    address: `127.0.0.1:${port}`,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    restart: async () => {
      await server.kill();
      server = await start();
    },
    log: () => (log === undefined ? server.output() : readLog(log)),
  };
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Nobody asked it anything yet.
    return '';
  }
}
