/**
 * The listening socket. It outlives generations: what changes with a restart is the handler behind
 * it, so that no connection is lost. Only another address, or a change between TLS and plain, opens
 * a new one.
 */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Connections } from './connections.ts';
import { addressSet, isLoopback, plainAddress } from './identify/addresses.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { ListenerSettings, ListenerTls } from '../../src-shared/settings/in-force.ts';

export interface Listener {
  readonly settings: ListenerSettings;
  readonly port: number;
  readonly url: string;
  readonly connections: () => number;
  /** Whether this answer belongs to one of its connections. */
  readonly owes: (response: http.ServerResponse) => boolean;
  /** Certificate or balancers changed, the address did not. */
  readonly adopt: (settings: ListenerSettings) => void;
  /** Accepts no more and frees the port; open connections live on, each until its next answer. */
  readonly stopAccepting: () => void;
  readonly destroyConnections: () => void;
}

export type OnRequest = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  awaitsContinue: boolean,
) => void;

const limits = {
  /** Kerberos tokens with large PACs reach 64 KB (facts: ews 3). */
  maxHeaderSize: 64 * 1024,
  headersTimeout: 30_000,
  /** 64 MiB within this time is 55 KB/s; slower ones belong to slow-body attacks. */
  requestTimeout: 20 * 60_000,
  /** IIS keeps idle connections for 120 s; balancers expect no less (facts: ews 6.3). */
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 5000,
  noDelay: true,
  keepAlive: true,
  insecureHTTPParser: false,
} as const;
const handshakeTimeout = 20_000;

/** Whether `next` can be put in force without another socket. */
export function sameSocket(current: ListenerSettings, next: ListenerSettings): boolean {
  const sameAddress = current.host === next.host && current.port === next.port;
  return sameAddress && (current.tls === null) === (next.tls === null);
}

/** Why the listener's certificate cannot be used, or null. */
export function tlsProblem(tls: ListenerTls | null): Problem | null {
  if (tls === null) return null;
  try {
    createSecureContext(secureOptions(tls));
    return null;
  } catch (error) {
    return problem('CERTIFICATE', `The listener's certificate cannot be used: ${String(error)}`, {
      key: 'listener.tls',
    });
  }
}

export function openListener(
  initial: ListenerSettings,
  onRequest: OnRequest,
  onTurnedAway: (address: string) => void,
): Promise<Result<Listener>> {
  const server = createServer(initial.tls);
  const connections = new Connections();
  let settings = initial;
  let balancers = addressSet(initial.balancers);

  server.on('connection', (socket: Socket) => {
    if (mayConnect(socket, settings, balancers)) connections.add(socket);
    else {
      onTurnedAway(plainAddress(socket.remoteAddress));
      socket.destroy();
    }
  });
  server.on(initial.tls === null ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections.ready(socket);
  });
  const serve = (
    request: http.IncomingMessage,
    response: http.ServerResponse,
    awaitsContinue: boolean,
  ): void => {
    if (connections.isLeaving(request.socket)) {
      request.socket.destroy();
      return;
    }
    connections.owe(request, response);
    if (!server.listening) response.shouldKeepAlive = false;
    onRequest(request, response, awaitsContinue);
  };
  server.on('request', (request, response) => {
    serve(request, response, false);
  });
  server.on('checkContinue', (request, response) => {
    serve(request, response, true);
  });
  server.on('clientError', (error: Error, socket) => {
    if (socket instanceof net.Socket) connections.refuse(error, socket);
    else socket.destroy();
  });

  const listener = (): Listener => {
    const { port } = server.address() as AddressInfo;
    return {
      get settings() {
        return settings;
      },
      port,
      url: urlOf(settings, port),
      connections: () => connections.size,
      owes: (response) => connections.owes(response),
      adopt: (next) => {
        // Idle connections are not cut: the next POST may be on its way already.
        if (!sameAdmission(settings, next)) connections.retire();
        settings = next;
        balancers = addressSet(next.balancers);
        if (next.tls !== null && server instanceof https.Server) {
          server.setSecureContext(secureOptions(next.tls));
        }
      },
      stopAccepting: () => {
        stopAccepting(server);
      },
      destroyConnections: () => {
        connections.destroy();
      },
    };
  };
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(failure(listenProblem(error, initial)));
    });
    server.listen({ host: initial.host, port: initial.port, backlog: 1024 }, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve(success(listener()));
    });
  });
}

function createServer(tls: ListenerTls | null): http.Server | https.Server {
  if (tls === null) return http.createServer(limits);
  return https.createServer({ ...limits, ...secureOptions(tls), handshakeTimeout });
}

function secureOptions(tls: ListenerTls): https.ServerOptions {
  // HTTP/1.1 only: Windows authentication knows nothing newer (facts: ews 3).
  const common: https.ServerOptions = { minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] };
  return tls.kind === 'pem'
    ? { ...common, cert: tls.certificate, key: tls.key }
    : { ...common, pfx: Buffer.from(tls.pfx) };
}

/** Plain HTTP carries passwords: only this machine, or the balancer in front, may speak it. */
function mayConnect(
  socket: Socket,
  settings: ListenerSettings,
  balancers: ReturnType<typeof addressSet>,
): boolean {
  if (settings.tls !== null) return true;
  const address = plainAddress(socket.remoteAddress);
  return balancers.has(address) || (settings.balancers.length === 0 && isLoopback(address));
}

/** Whether whoever was let in by the one would be let in by the other, under the same certificate. */
function sameAdmission(before: ListenerSettings, after: ListenerSettings): boolean {
  const admission = ({ tls, balancers }: ListenerSettings): string =>
    JSON.stringify([
      tls?.kind === 'pfx' ? Buffer.from(tls.pfx).toString('base64') : tls,
      balancers,
    ]);
  return admission(before) === admission(after);
}

/**
 * http.Server's own close() also cuts idle connections, and with them the POST that is just on its
 * way (nodejs/node#60617). But only it ends the timer which looks for slow requests, so
 * it follows when the last connection has ended.
 */
function stopAccepting(server: http.Server): void {
  if (!server.listening) return;
  server.once('close', () => server.close());
  net.Server.prototype.close.call(server);
}

function urlOf(settings: ListenerSettings, port: number): string {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${settings.tls === null ? 'http' : 'https'}://${host}:${String(port)}`;
}

function listenProblem(error: NodeJS.ErrnoException, { host, port }: ListenerSettings): Problem {
  const at = `${host}:${String(port)}`;
  const details = { file: 'config/mem-configuration.json', key: 'listener.port' };
  switch (error.code) {
    case 'EADDRINUSE':
      return problem('PORT_IN_USE', `Another process listens on ${at}.`, details);
    case 'EACCES':
      return problem('PORT_FORBIDDEN', `This account may not listen on ${at}.`, details);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return problem('ADDRESS_UNAVAILABLE', `${host} is no address of this machine.`, {
        ...details,
        key: 'listener.host',
      });
    default:
      return problem('INTERNAL', `Listening on ${at} failed: ${error.message}`, details);
  }
}
