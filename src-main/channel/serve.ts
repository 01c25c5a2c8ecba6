/** The gateway's end of the control channel. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Console } from '../../src-shared/contract/calls.ts';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { serveConnection, type Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { prepareFolder } from './folder.ts';

export interface ServeOptions {
  readonly endpoint: Endpoint;
  readonly console: Console;
  readonly log: Log;
  /** The lock of the home: a socket that lies about may only be removed by who holds it. */
  readonly lock: { readonly held: boolean };
}

export interface ServedChannel {
  /** Takes no new calls, lets the ones under way be answered for `graceMs`, then hangs up. */
  readonly close: (graceMs?: number) => Promise<void>;
}

/** More than any administrator has open; a leak in a client must not cost the gateway its files. */
const MOST_CONNECTIONS = 64;

export async function serveChannel(options: ServeOptions): Promise<Result<ServedChannel>> {
  const { endpoint, log } = options;
  const refused = clearPlace(endpoint, options.lock.held);
  if (refused !== null) return failure(refused);

  const connections = new Set<Connection>();
  const server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
    const connection = serveConnection(socket, options.console, log);
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
  });
  server.maxConnections = MOST_CONNECTIONS;

  const failed = await listen(server, endpoint);
  if (failed !== null) return failure(failed);
  server.on('error', (error) => log.error({ err: error }, 'the control channel failed'));
  log.info({ endpoint: endpoint.path, short: endpoint.short }, 'control channel open');
  return success({ close: (graceMs = 2000) => close(server, connections, graceMs) });
}

/** Makes the folder safe and removes a socket that a killed gateway left behind. */
function clearPlace(endpoint: Endpoint, lockHeld: boolean): Problem | null {
  if (!lockHeld) throw new Error('a channel may only be served while the home is locked');
  if (endpoint.folder === null) return null;
  const refused = prepareFolder(endpoint.folder);
  if (refused !== null) return refused;
  const there = lstatSync(endpoint.path, { throwIfNoEntry: false });
  if (there === undefined) return null;
  if (!there.isSocket()) {
    return problem('HOME_UNSAFE', `${endpoint.path} is in the way: it is not a socket`, {
      file: endpoint.path,
      remedy: 'Remove it, then start the gateway again.',
    });
  }
  unlinkSync(endpoint.path);
  return null;
}

function listen(server: Server, endpoint: Endpoint): Promise<Problem | null> {
  return new Promise((resolve) => {
    const onError = (error: Error): void => {
      resolve(problem('CHANNEL', `${endpoint.path}: ${error.message}`, { file: endpoint.path }));
    };
    server.once('error', onError);
    server.listen(endpoint.path, () => {
      server.off('error', onError);
      const open = endpoint.kind === 'socket' ? onlyOwner(endpoint.path) : null;
      if (open !== null) server.close();
      resolve(open);
    });
  });
}

/** Thrown in a listener, an error would leave the start of the gateway waiting for ever. */
function onlyOwner(path: string): Problem | null {
  try {
    chmodSync(path, 0o600);
    return null;
  } catch (error) {
    return problem('CHANNEL', `${path}: ${(error as Error).message}`, { file: path });
  }
}

async function close(
  server: Server,
  connections: ReadonlySet<Connection>,
  graceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  await Promise.all([...connections].map((connection) => connection.finish(graceMs)));
  await closed;
}
