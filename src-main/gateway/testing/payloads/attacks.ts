/** Attacks by numbers rather than by form: clients that hold on, that go away, that never stop. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import type { Socket } from 'node:net';
import { ewsPath, get, lengthOf, marker, sync } from './payload.ts';

/** One attack on a port; resolves when all its connections are gone. */
export type Attack = (port: number, extent: Extent) => Promise<void>;

export interface Extent {
  readonly connections: number;
  readonly seconds: number;
}

const open = (port: number): Socket => {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
};
const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Several at a time, until each has had its turn. */
async function inTurns(
  count: number,
  width: number,
  work: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Again and again as long as it shall last; once at least. */
const lasting =
  (attack: Attack): Attack =>
  async (port, extent) => {
    const until = Date.now() + extent.seconds * 1000;
    do await attack(port, extent);
    while (Date.now() < until);
  };

/** A head that never ends, a byte now and then. */
const trickledHeads: Attack = (port, { connections, seconds }) =>
  trickle(port, connections, seconds, `POST ${ewsPath} HTTP/1.1\r\n`, 'X-A: b\r\n');
/** A body that is announced and never comes. */
const trickledBodies: Attack = (port, { connections, seconds }) =>
  trickle(port, connections, seconds, sync([lengthOf(marker)]), 'x');

async function trickle(
  port: number,
  connections: number,
  seconds: number,
  begin: string,
  more: string,
): Promise<void> {
  const sockets = Array.from({ length: connections }, () => open(port));
  for (const socket of sockets) socket.write(begin);
  for (const until = Date.now() + seconds * 1000; Date.now() < until;) {
    await pause(100);
    for (const socket of sockets) if (!socket.destroyed) socket.write(more);
  }
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map(gone));
}

/** Goes away at every place of a request, by a reset or an end; also with the answer on its way. */
const abruptCloses: Attack = (port, { connections }) =>
  inTurns(connections * 3, 32, async (at) => {
    const socket = open(port);
    const bytes = at % 2 === 0 ? marker : sync([lengthOf('abc')], 'abc');
    socket.write(bytes.slice(0, (at * 37) % (bytes.length + 1)));
    await pause(at % 7);
    if (at % 3 === 0) socket.destroy();
    else socket.resetAndDestroy();
    await gone(socket);
  });

/** Many requests at once whose answers nobody reads. */
const unreadAnswers: Attack = (port, { connections }) =>
  inTurns(connections, 4, async () => {
    const socket = open(port);
    socket.pause();
    socket.write(get([]).repeat(20));
    await pause(20);
    socket.destroy();
    await gone(socket);
  });

/** What is refused at once, as fast as it goes. */
const refusals: Attack = (port, { connections }) =>
  inTurns(connections * 3, 32, async (at) => {
    const socket = open(port);
    socket.resume();
    socket.write(at % 2 === 0 ? 'GET / HTTP/9.9\r\n\r\n' : get([]).replace('/EWS/', '/owa/'));
    const guard = setTimeout(() => socket.destroy(), 50);
    await gone(socket);
    clearTimeout(guard);
  });

/** Connections on which nothing is said. */
const silence: Attack = async (port, { connections, seconds }) => {
  const sockets = Array.from({ length: connections }, () => open(port));
  await pause(seconds * 500);
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map(gone));
};

export const ownAttacks: Readonly<Record<string, Attack>> = {
  'heads that never end': trickledHeads,
  'bodies that never come': trickledBodies,
  'abrupt closes': lasting(abruptCloses),
  'answers that nobody reads': lasting(unreadAnswers),
  'refusals without end': lasting(refusals),
  silence,
};

/** All at the same time, as one. */
export const together =
  (attacks: Readonly<Record<string, Attack>>): Attack =>
  async (port, extent) => {
    await Promise.all(Object.values(attacks).map((attack) => attack(port, extent)));
  };

/** The four tests of slowhttptest. */
export function slowAttacks(program: string): Readonly<Record<string, Attack>> {
  const modes = {
    'slow headers': ['-H', '-i', '1'],
    'slow bodies': ['-B', '-i', '1', '-s', '8192'],
    ranges: ['-R'],
    'slow reading': ['-X', '-k', '10', '-n', '1', '-z', '5'],
  };
  return Object.fromEntries(
    Object.entries(modes).map(([name, mode]) => [
      `slowhttptest, ${name}`,
      (port: number, extent: Extent) => slow(program, mode, port, extent),
    ]),
  );
}

function slow(
  program: string,
  mode: readonly string[],
  port: number,
  { connections, seconds }: Extent,
): Promise<void> {
  const url = `http://127.0.0.1:${port}/EWS/Services.wsdl`;
  const size = [
    '-c',
    String(connections),
    '-r',
    String(connections),
    '-l',
    String(Math.ceil(seconds)),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...mode, ...size, '-v', '0', '-u', url], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${mode.join(' ')} ended with ${String(code)}`));
    });
  });
}
