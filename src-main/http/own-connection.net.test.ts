/** A connection that belongs to somebody: one at a time, in no pool, and kept when the challenge comes before the body is through. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { Connector } from './connector.ts';
import type { Call, CallEvents } from './call.ts';
import { headerLine } from './fields.ts';
import type { MessageHead } from './parser.ts';
import { OwnConnection } from './own-connection.ts';

interface Server {
  readonly port: number;
  readonly sockets: readonly Socket[];
  readonly received: () => string;
}

async function serve(
  t: { readonly after: (end: () => Promise<void>) => void },
  onData: (socket: Socket, text: string) => void,
): Promise<Server> {
  const sockets: Socket[] = [];
  let received = '';
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      onData(socket, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  });
  return { port: (server.address() as AddressInfo).port, sockets, received: () => received };
}

function own(port: number): { readonly connection: OwnConnection; readonly ends: () => number } {
  let ends = 0;
  const connector = new Connector({ host: '127.0.0.1', port, tls: null, connectMs: 5000 });
  const events = { reached: () => undefined, unreachable: () => undefined };
  const connection = new OwnConnection(connector, events, () => {
    ends += 1;
  });
  return { connection, ends: () => ends };
}

/** Hears of an answer, and gives it as a text. */
class Ear implements CallEvents {
  readonly answeredAndFlushed: Promise<void>;
  readonly over: Promise<string>;
  #flushed: () => void = () => undefined;
  #over: (text: string) => void = () => undefined;
  #text = '';

  constructor() {
    this.answeredAndFlushed = new Promise((resolve) => {
      this.#flushed = resolve;
    });
    this.over = new Promise((resolve) => {
      this.#over = resolve;
    });
  }

  connected(): void {
    this.#text = '';
  }
  drained(): void {
    this.#text += ' drained';
  }
  answered({ status }: MessageHead): void {
    this.#text += String(status);
  }
  answerData(part: Buffer): void {
    this.#text += ` ${part.toString()}`;
  }
  answerRead(): void {
    this.#flushed();
  }
  answerEnd(): void {
    this.#over(this.#text);
  }
  failed(error: Error): void {
    this.#over(error.message);
  }
}

function send(
  connection: OwnConnection,
  length: number,
): { readonly call: Call; readonly ear: Ear } {
  const ear = new Ear();
  const head = {
    ...{ method: 'POST', target: '/', lines: [headerLine('Host', 'x')] },
    framing: { length: String(length) },
  };
  return { call: connection.call(head, ear), ear };
}

const answer = (status: string, text = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

test('an answer that comes before the body is through leaves the connection to the next step', async (t) => {
  const server = await serve(t, (socket, text) => {
    if (text.endsWith('first')) socket.write(answer('401 Unauthorized'));
    if (text.endsWith('second')) socket.write(answer('200 OK', 'mail'));
  });
  const { connection, ends } = own(server.port);
  const leg = send(connection, 11);
  leg.call.write(Buffer.from('first'));
  await leg.ear.answeredAndFlushed;
  assert.ok(connection.isBusy);
  assert.ok(!connection.isUsable);
  leg.call.write(Buffer.from(' part2'));
  leg.call.end();
  assert.equal(await leg.ear.over, '401');
  assert.ok(connection.isUsable);
  const next = send(connection, 6);
  next.call.write(Buffer.from('second'));
  next.call.end();
  assert.equal(await next.ear.over, '200 mail');
  assert.equal(server.sockets.length, 1);
  assert.match(server.received(), /first part2POST/);
  connection.close();
  assert.equal(ends(), 1);
});

test('bytes behind such an answer end it: they are nobody’s answer', async (t) => {
  const server = await serve(t, (socket, text) => {
    if (!text.endsWith('first')) return;
    socket.write(answer('401 Unauthorized'));
    setTimeout(() => socket.write(answer('200 OK', 'mail of others')), 20);
  });
  const { connection, ends } = own(server.port);
  const leg = send(connection, 11);
  leg.call.write(Buffer.from('first'));
  assert.equal(await leg.ear.over, '401');
  assert.ok(!connection.isUsable);
  while (ends() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(ends(), 1);
});

test('it says once that it ended: by the other side, by us, or because it never began', async (t) => {
  const server = await serve(t, (socket, text) => {
    if (text.endsWith('x')) socket.end(answer('200 OK'));
  });
  const first = own(server.port);
  const call = send(first.connection, 1);
  call.call.write(Buffer.from('x'));
  call.call.end();
  assert.equal(await call.ear.over, '200');
  while (first.ends() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  first.connection.close();
  assert.equal(first.ends(), 1);

  const never = own(server.port);
  never.connection.close();
  never.connection.close();
  assert.equal(never.ends(), 1);
  assert.equal(server.sockets.length, 1);
});

test('closed with a request under way, it ends with its answer', async (t) => {
  const server = await serve(t, (socket, text) => {
    if (text.endsWith('x')) setTimeout(() => socket.write(answer('200 OK', 'late')), 30);
  });
  const { connection, ends } = own(server.port);
  const call = send(connection, 1);
  call.call.write(Buffer.from('x'));
  call.call.end();
  await new Promise((resolve) => setTimeout(resolve, 10));
  connection.close();
  assert.equal(ends(), 1);
  assert.equal(await call.ear.over, '200 late');
  const [socket] = server.sockets;
  if (socket?.destroyed === false) await new Promise((resolve) => socket.once('close', resolve));
});
