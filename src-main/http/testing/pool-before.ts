/** A pool of connections before a server that does as it is told. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Call, CallHead } from '../call.ts';
import { Connector } from '../connector.ts';
import type { ConnectOptions } from '../connector.ts';
import { Pool } from '../pool.ts';

interface Ending {
  readonly after: (end: () => Promise<void>) => void;
}

interface Server {
  readonly port: number;
  /** Requests whose head came. */
  readonly asked: () => number;
  readonly sockets: ReadonlySet<Socket>;
  readonly close: () => Promise<void>;
}

/** Loopback has 127.0.0.0/8 on Linux alone; elsewhere one address refuses because nobody listens on it. */
export const [first, second] = ['127.0.0.2', '127.0.0.1'] as const;

export async function serve(
  t: Ending,
  onHead: (socket: Socket) => void,
  options: { port?: number; host?: string; onConnection?: (socket: Socket) => void } = {},
): Promise<Server> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!bytes.includes('\r\n\r\n')) return;
      asked += 1;
      onHead(socket);
    });
    options.onConnection?.(socket);
  });
  await new Promise<void>((resolve) =>
    server.listen(options.port ?? 0, options.host ?? second, resolve),
  );
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  t.after(close);
  return { port: (server.address() as AddressInfo).port, asked: () => asked, sockets, close };
}

export const sound = (socket: Socket): void => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
};

export function poolFor(t: Ending, port: number, more: Partial<ConnectOptions> = {}) {
  const errors: Error[] = [];
  let reached = 0;
  const connector = new Connector({
    host: 'mail.contoso.test',
    port,
    tls: null,
    connectMs: 5000,
    lookup: (_host, done) => setImmediate(() => done(null, [first, second])),
    ...more,
  });
  const pool = new Pool(connector, {
    reached: () => (reached += 1),
    unreachable: (error) => errors.push(error),
  });
  t.after(async () => pool.close());
  return { pool, errors, reached: () => reached };
}

type Outcome = { readonly body: string } | { readonly error: Error };

export const post: CallHead = { method: 'POST', target: '/', lines: [], framing: { length: '4' } };

/** Begins a request; `write` sends its body. */
export function begin(pool: Pool, head = post): { call: Call; outcome: Promise<Outcome> } {
  let call: Call | undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    let body = '';
    call = pool.call(head, {
      connected: () => undefined,
      drained: () => undefined,
      answered: () => undefined,
      answerData: (part) => (body += part.toString()),
      answerRead: () => undefined,
      answerEnd: () => resolve({ body }),
      failed: (error) => resolve({ error }),
    });
  });
  assert.ok(call !== undefined);
  return { call, outcome };
}

export function ask(pool: Pool): Promise<Outcome> {
  const { call, outcome } = begin(pool);
  call.write(Buffer.from('body'));
  call.end();
  return outcome;
}

export async function codeOf(outcome: Promise<Outcome>): Promise<string> {
  const came = await outcome;
  if (!('error' in came)) throw new Error(`answered: ${came.body}`);
  return (came.error as NodeJS.ErrnoException).code ?? came.error.message;
}
