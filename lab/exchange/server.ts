import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { requireLoopbackHost } from '../loopback.ts';
import { seededRandom } from '../random.ts';
import { PATIENCE_MS } from '../testing/patience.ts';
import { connectionSignIns } from './auth/sign-ins.ts';
import { tokenMint } from './auth/token.ts';
import { userDirectory } from './auth/users.ts';
import type { Services } from './ews/call.ts';
import { createPusher } from './ews/push.ts';
import { subscriptionBook } from './ews/subscriptions.ts';
import { recorder } from './http/record.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { DEFAULT_QUIRKS, withQuirks } from './quirks.ts';
import { requestHandler } from './request.ts';
import type { Exchange, ExchangeOptions, ExchangeQuirks, LabUser } from './types.ts';

/** Starts the sample Exchange front end. It listens on loopback only. */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const host = requireLoopbackHost(options.host ?? '127.0.0.1');
  let quirks: ExchangeQuirks = withQuirks(DEFAULT_QUIRKS, options);
  const services = buildServices(options, () => quirks);
  const records = recorder(options.keepRequests ?? 2000);
  const sockets = new Map<Socket, number>();
  const handle = requestHandler(services, records, (socket) => sockets.get(socket) ?? 0);
  const server = createServer(options, handle);
  const bare = trackSockets(
    server,
    options.tls === undefined ? 'connection' : 'secureConnection',
    sockets,
  );
  await listen(server, host, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? 'http' : 'https';
  const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  const known = (name: string): LabUser => {
    const user = services.users.find(name);
    if (user === null) throw new Error(`the sample Exchange has no user ${name}`);
    return user;
  };
  return {
    ...{ url, host, port, users: services.users.list, requests: records.list },
    ewsUrl: `${url}/EWS/Exchange.asmx`,
    easUrl: `${url}/Microsoft-Server-ActiveSync`,
    pushAttempts: services.pusher.attempts,
    deliver: (name, mail = {}) => {
      const mailbox = services.mailboxOf(known(name));
      return mailbox.add(mailbox.folder('inbox')?.id ?? '', mail, true);
    },
    mintToken: (name, { expiresInSeconds = 3600, claims = {} } = {}) =>
      services.tokens.mint(known(name), expiresInSeconds, claims),
    subscriptions: services.subscriptions.list,
    dropSubscription: (id) => {
      services.subscriptions.remove(id);
    },
    hanging: () => ({
      streams: [...services.streams.values()].reduce((sum, count) => sum + count, 0),
      polls: services.polls.count,
    }),
    connections: () => sockets.size,
    waitFor: (match, timeoutMs = PATIENCE_MS) => records.waitFor(match, timeoutMs),
    clearRequests: records.clear,
    set: (patch) => {
      quirks = withQuirks(quirks, patch);
    },
    close: () => close(server, services, bare),
  };
}

function buildServices(options: ExchangeOptions, quirks: () => ExchangeQuirks): Services {
  const users = userDirectory(options.users);
  const seed = options.seed ?? 1;
  const mailboxes = new Map<LabUser, Mailbox>();
  for (const user of users.list) {
    const random = seededRandom(seed, `mailbox ${user.upn}`);
    mailboxes.set(user, createMailbox(user, random, options.seedItems ?? 5));
  }
  const subscriptions = subscriptionBook();
  return {
    ...{ quirks, users, subscriptions },
    tokens: tokenMint(),
    signIns: connectionSignIns(),
    mailboxOf: (user) => {
      const mailbox = mailboxes.get(user);
      if (mailbox === undefined) throw new Error(`no mailbox for ${user.upn}`);
      return mailbox;
    },
    serviceAccounts: new Set(
      (options.serviceAccounts ?? []).flatMap((name) => users.find(name)?.upn ?? []),
    ),
    pusher: createPusher(() => subscriptions, quirks),
    streams: new Map(),
    polls: { count: 0 },
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

function createServer(options: ExchangeOptions, handle: Handle): Server {
  // facts: ews 6.3: IIS closes an idle connection after 120 s and takes headers of up to 64 KB.
  const limits = { maxHeaderSize: 64 * 1024, keepAliveTimeout: 120_000, requestTimeout: 0 };
  const server =
    options.tls === undefined
      ? createHttp(limits, handle)
      : createHttps({ ...limits, ...options.tls }, handle);
  server.keepAliveTimeout = 120_000;
  server.timeout = 0;
  return server;
}

/** Numbers the sockets that requests come by; gives the bare ones, those without a handshake included. */
function trackSockets(
  server: Server,
  event: 'connection' | 'secureConnection',
  sockets: Map<Socket, number>,
): ReadonlySet<Socket> {
  const bare = new Set<Socket>();
  let counter = 0;
  server.on('connection', (socket: Socket) => {
    bare.add(socket);
    socket.on('close', () => bare.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    counter += 1;
    sockets.set(socket, counter);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  });
  return bare;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, services: Services, sockets: ReadonlySet<Socket>): Promise<void> {
  services.pusher.close();
  services.subscriptions.clear();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });
}
