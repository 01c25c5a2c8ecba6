/** One krb5kdc. Several of them may serve one realm. */
import { listens } from './ports.ts';
import { startServer } from './process.ts';
import type { Environment, Server } from './process.ts';
import type { Kdc } from './types.ts';

export interface KdcCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
}

/** @param command in the foreground; `port` is in its files */
export async function startKdc(port: number, command: KdcCommand): Promise<Kdc> {
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
  };
}
