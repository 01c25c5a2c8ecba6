import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildGeneration } from './generation.ts';
import type { Generation } from './generation.ts';
import { Pins } from './pins.ts';
import type { Pin } from './pins.ts';
import { routeTable, matchRoute } from './routes.ts';
import { ServerConnection } from '../http/server-connection.ts';
import { settingsFor } from '../testing/gateway-harness.ts';

let server: net.Server;
let sockets: Socket[];
let generation: Generation;
let pins: Pins;
let clients: net.Socket[];

beforeEach(async () => {
  sockets = [];
  clients = [];
  server = net.createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = settingsFor({ scheme: 'http', host: '127.0.0.1', port });
  generation = buildGeneration(1, settings, new Date());
  pins = new Pins();
});
afterEach(async () => {
  for (const socket of [...clients, ...sockets]) socket.destroy();
  generation.close();
  await new Promise((resolve) => server.close(resolve));
});

function open(connection = client()): Pin {
  const { listener, vendor } = generation.settings;
  const match = matchRoute(routeTable(listener), '/EWS/Exchange.asmx', 'POST', vendor);
  if (match.kind !== 'route') throw new Error('no route');
  return pins.open({ connection, client: '192.0.2.1', generation, route: match.route }, 'ntlm');
}

/** Any socket will do for a client's. */
function client(): ServerConnection {
  const { port } = server.address() as AddressInfo;
  const socket = net.connect(port, '127.0.0.1');
  clients.push(socket);
  const nothing = (): void => undefined;
  const events = { request: nothing, refused: nothing, bug: nothing, closed: nothing };
  return new ServerConnection(socket, events);
}

const user = { kind: 'user', user: 'alice', scheme: 'ntlm' } as const;
const later = (): number => performance.now() + 31_000;

it('waits for the next step of a sign-in half a minute, and for a request of who is signed in as long as it takes', () => {
  const halfway = open();
  halfway.ask(null);
  halfway.answered(401, { unicode: true }, true);
  const signedIn = open();
  signedIn.ask(user);
  signedIn.answered(200, null, true);
  pins.tick(performance.now());
  expect(pins.size).toBe(2);
  pins.tick(later());
  expect(pins.size).toBe(1);
  expect(signedIn.user).toBe(user);
  expect(halfway.state).toEqual({ kind: 'asked', claim: null });
});

it('has one for a connection: the one before ends, and listens no more', () => {
  const connection = client();
  const before = connection.socket.listenerCount('close');
  const first = open(connection);
  for (let round = 0; round < 20; round += 1) open(connection);
  expect(pins.size).toBe(1);
  expect(pins.of(connection)).not.toBe(first);
  expect(connection.socket.listenerCount('close')).toBe(before + 1);
  connection.socket.emit('close');
  expect(pins.isEmpty).toBe(true);
  expect(connection.socket.listenerCount('close')).toBe(before);
});

it('proves somebody by an answer to a claim alone', () => {
  for (const [claim, status, challenge, stays, state] of [
    [user, 200, null, true, 'signedIn'],
    [user, 500, null, true, 'signedIn'],
    [user, 401, null, true, 'asked'],
    [user, 200, null, false, 'asked'],
    [null, 200, null, true, 'asked'],
    [null, 401, null, true, 'asked'],
    [null, 401, { unicode: true }, true, 'challenged'],
  ] as const) {
    const pin = open();
    pin.ask(claim);
    pin.answered(status, challenge, stays);
    expect(pin.state.kind).toBe(state);
    expect(pin.accepted).toBe(claim !== null && status !== 401);
    expect(pins.of(pin.owner.connection) === pin).toBe(state !== 'asked');
  }
});

it('knows those of a generation', () => {
  open();
  open();
  const other = buildGeneration(2, generation.settings, new Date());
  expect([pins.countOf(generation), pins.countOf(other)]).toEqual([2, 0]);
  pins.leave(other, () => true);
  pins.leave(generation, () => false);
  expect(pins.size).toBe(2);
  pins.leave(generation, () => true);
  expect(pins.isEmpty).toBe(true);
  other.close();
});
