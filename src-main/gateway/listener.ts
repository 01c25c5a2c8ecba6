/**
 * The listening socket. It outlives generations: what changes with a restart is the handler behind
 * it, so that no connection is lost. Only another address, or a change between TLS and plain, opens
 * a new one.
 */
import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import type { ServerExchange } from '../http/exchange.ts';
import { Server } from '../http/server.ts';
import type { ServerTls } from '../http/server.ts';
import type { ServerConnection } from '../http/server-connection.ts';
import type { Asking } from '../trust/client/client-trust.ts';
import type { Door } from './door.ts';
import { addressSet, isLoopback, plainAddress } from './identify/addresses.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { ListenerSettings, ListenerTls } from '../../src-shared/settings/in-force.ts';

export interface Listener {
  readonly settings: ListenerSettings;
  readonly port: number;
  readonly url: string;
  readonly connections: () => number;
  /** Whether this connection came by it, and is open. */
  readonly has: (connection: ServerConnection) => boolean;
  /** Certificate, balancers or what clients are asked for changed, the address did not. */
  readonly adopt: (settings: ListenerSettings, asking: Asking | null) => void;
  /** Ends idle connections whose socket `mayStay` does not want. */
  readonly closeIdle: (mayStay: (socket: object) => boolean) => void;
  /** Accepts no more and frees the port; open connections live on, each until its next answer. */
  readonly stopAccepting: () => void;
  readonly destroyConnections: () => void;
}

/** Whether `next` can be put in force without another socket. */
export function sameSocket(current: ListenerSettings, next: ListenerSettings): boolean {
  const sameAddress = current.host === next.host && current.port === next.port;
  return sameAddress && (current.tls === null) === (next.tls === null);
}

/** Why the listener's certificate cannot be used, or null. */
export function tlsProblem(
  tls: ListenerTls | null,
  authorities: readonly string[] | null,
): Problem | null {
  if (tls === null) return null;
  try {
    createSecureContext(secureOptions(tls, authorities));
    return null;
  } catch (error) {
    return problem('CERTIFICATE', `The listener's certificate cannot be used: ${String(error)}`, {
      key: 'listener.tls',
    });
  }
}

export interface ListenerEvents {
  readonly request: (exchange: ServerExchange) => void;
  /** What this address sent was no request. */
  readonly refused: (address: string) => void;
  /** Whoever looked after a request of this connection threw; the connection was ended. */
  readonly bug: (connection: ServerConnection, error: unknown) => void;
  /** Whether any number of connections may come from there. */
  readonly isExempt: (address: string) => boolean;
}

export async function openListener(
  initial: ListenerSettings,
  asked: Asking | null,
  door: Door,
  { request, refused, bug, isExempt }: ListenerEvents,
): Promise<Result<Listener>> {
  let settings = initial;
  let asking = asked;
  let balancers = addressSet(initial.balancers);
  const server = new Server(initial.tls === null ? null : secureBy(initial.tls, asked), {
    admits: (socket) => {
      const address = plainAddress(socket.remoteAddress);
      if (!mayConnect(address, settings, balancers)) {
        door.refusePlain(address, settings.balancers);
        return false;
      }
      const exempt = isLocal(settings) || balancers.has(address) || isExempt(address);
      if (!door.enter(address, settings.limits, exempt)) return false;
      socket.on('close', () => {
        door.leave(address);
      });
      return true;
    },
    request,
    bug,
    refused: (socket) => {
      refused(plainAddress(socket.remoteAddress));
    },
  });
  const error = await server.listen(initial.host, initial.port);
  if (error !== null) return failure(listenProblem(error, initial));
  const { port } = server;
  return success({
    get settings() {
      return settings;
    },
    port,
    url: urlOf(settings, port),
    connections: () => server.size,
    has: (connection) => server.has(connection),
    adopt: (next, nextAsking) => {
      // Idle connections are not cut: the next POST may be on its way already.
      if (!sameAdmission(settings, next) || !sameAsking(asking, nextAsking))
        server.retireConnections();
      settings = next;
      asking = nextAsking;
      balancers = addressSet(next.balancers);
      if (next.tls !== null) server.setTls(secureBy(next.tls, nextAsking));
    },
    closeIdle: (mayStay) => {
      server.closeIdle(mayStay);
    },
    stopAccepting: () => {
      server.stopAccepting();
    },
    destroyConnections: () => {
      server.destroyConnections();
    },
  });
}

function secureBy(tls: ListenerTls, asking: Asking | null): ServerTls {
  return {
    options: secureOptions(tls, asking?.authorities ?? null),
    greet: asking?.greet ?? null,
  };
}

/** @param authorities whose certificates are asked for; nobody is refused in the handshake */
export function secureOptions(tls: ListenerTls, authorities: readonly string[] | null): TlsOptions {
  // HTTP/1.1 only: Windows authentication knows nothing newer (facts: ews 3).
  const common: TlsOptions = {
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    ...(authorities === null ? {} : askingOptions(authorities)),
  };
  return tls.kind === 'pem'
    ? { ...common, cert: tls.certificate, key: tls.key }
    : { ...common, ...pfxOptions(tls) };
}

function pfxOptions({ pfx, passphrase }: Extract<ListenerTls, { kind: 'pfx' }>): TlsOptions {
  return { pfx: Buffer.from(pfx), ...(passphrase === null ? {} : { passphrase }) };
}

/**
 * Who brings no certificate, or a bad one, is told so in words, which a handshake cannot. Without tickets every connection
 * shows its certificate anew; session identifiers lead nowhere, because Node keeps no sessions unless it is told how. BoringSSL,
 * which knows no option against renegotiation, never allows it.
 */
function askingOptions(authorities: readonly string[]): TlsOptions {
  const { SSL_OP_NO_TICKET, SSL_OP_NO_RENEGOTIATION = 0 } = constants as typeof constants & {
    readonly SSL_OP_NO_RENEGOTIATION?: number;
  };
  return {
    requestCert: true,
    rejectUnauthorized: false,
    ca: [...authorities],
    secureOptions: SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION,
  };
}

function sameAsking(before: Asking | null, after: Asking | null): boolean {
  return JSON.stringify(before?.authorities) === JSON.stringify(after?.authorities);
}

/** Whoever connects is a proxy of this machine, and stands for many. */
function isLocal({ host }: ListenerSettings): boolean {
  return isLoopback(host) || host.toLowerCase() === 'localhost';
}

/** Plain HTTP carries passwords: only this machine, or the balancer in front, may speak it. */
function mayConnect(
  address: string,
  settings: ListenerSettings,
  balancers: ReturnType<typeof addressSet>,
): boolean {
  if (settings.tls !== null) return true;
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
