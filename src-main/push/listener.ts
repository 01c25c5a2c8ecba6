/** The socket of the pushes: never that of mail, by the same rules. */
import type { TLSSocket } from 'node:tls';
import { createDoor } from '../gateway/door.ts';
import { isLoopback, plainAddress } from '../gateway/identify/addresses.ts';
import { secureOptions } from '../gateway/listener.ts';
import type { ServerExchange } from '../http/exchange.ts';
import { Server } from '../http/server.ts';
import type { ServerTls } from '../http/server.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { PushSettings } from '../../src-shared/settings/device-management.ts';
import type { ListenerLimits } from '../../src-shared/settings/in-force.ts';
import type { Log } from '../../src-shared/log.ts';

export interface PushListener {
  readonly url: string;
  /** Whether this connection showed a certificate of an authority that counts now. */
  readonly isCertified: (socket: object) => boolean;
  /** Whether the same socket does for other settings. */
  readonly fits: (settings: PushSettings) => boolean;
  readonly adopt: (settings: PushSettings) => void;
  readonly close: () => void;
}

export interface PushListenerEvents {
  readonly request: (exchange: ServerExchange) => void;
  readonly refused: (address: string) => void;
}

/** A management system and a few scripts. */
const limits: ListenerLimits = {
  ...{ connections: 64, connectionsPerAddress: 16 },
  ...{ ewsBody: 0, easBody: 0 },
};

export async function openPushListener(
  initial: PushSettings,
  log: Log,
  events: PushListenerEvents,
): Promise<Result<PushListener>> {
  let settings = initial;
  /** Of the authorities that count, whose certificate each connection showed. */
  let certified = new WeakSet();
  const door = createDoor(log, Date.now);
  const secure = ({ tls, signIn }: PushSettings): ServerTls | null => {
    if (tls === null) return null;
    const authorities = signIn.kind === 'certificate' ? signIn.authorities : null;
    const mine = certified;
    return {
      options: secureOptions(tls, authorities),
      greet: (socket) => {
        if (authorities !== null && showsGood(socket)) mine.add(socket);
        return null;
      },
    };
  };
  const server = new Server(secure(initial), {
    admits: (socket) => {
      const address = plainAddress(socket.remoteAddress);
      if (settings.tls === null && !isLoopback(address)) {
        door.refusePlain(address, []);
        return false;
      }
      if (!door.enter(address, limits, false)) return false;
      socket.on('close', () => door.leave(address));
      return true;
    },
    request: events.request,
    refused: (socket) => events.refused(plainAddress(socket.remoteAddress)),
    bug: (_connection, error) => {
      log.error({ err: error }, 'a push failed: this is a bug');
    },
  });
  const error = await server.listen(initial.host, initial.port);
  if (error !== null) return failure(unavailable(error, initial));
  return success({
    url: urlOf(initial, server.port),
    isCertified: (socket) => certified.has(socket),
    fits: ({ host, port, tls }) =>
      host === settings.host &&
      port === settings.port &&
      (tls === null) === (settings.tls === null),
    adopt: (next) => {
      settings = next;
      // What connections showed to authorities of before proves nothing to those of now.
      certified = new WeakSet();
      const tls = secure(next);
      if (tls !== null) server.setTls(tls);
      server.closeIdle(() => false);
      server.retireConnections();
    },
    close: () => {
      server.stopAccepting();
      server.closeIdle(() => false);
    },
  });
}

/** Verified to an authority of the settings and no other. Without tickets each connection shows its own. */
function showsGood(socket: TLSSocket): boolean {
  return socket.authorized && socket.getPeerX509Certificate() !== undefined;
}

function urlOf({ host, tls }: PushSettings, port: number): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${shown}:${String(port)}/push`;
}

/** A warning: mail does not depend on it. */
function unavailable(error: NodeJS.ErrnoException, { host, port }: PushSettings): Problem {
  const where = `${host}:${String(port)}`;
  const isHost = error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND';
  return problem(
    'PUSH_UNAVAILABLE',
    `Pushes cannot be taken on ${where}: ${reasonOf(error)}. Mail flows on.`,
    {
      file: 'config/mem-configuration.json',
      key: isHost ? 'uem.push.host' : 'uem.push.port',
      severity: 'warning',
    },
  );
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another process has the port';
    case 'EACCES':
      return 'this account may not listen there';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'it is no address of this machine';
    default:
      return message;
  }
}
