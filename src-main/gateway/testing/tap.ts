/** An upstream that records what reached it: the bytes of the wire, and the requests that Node reads from them. */
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { GatewaySettings } from '../../../src-shared/settings/in-force.ts';

export interface Tapped {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly rawTrailers: readonly string[];
  /** Same number: same connection. */
  readonly connection: number;
}

export interface Tap {
  readonly port: number;
  readonly requests: readonly Tapped[];
  /** Everything that came in, all connections joined. */
  readonly bytes: () => string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export type TapAnswer = (request: Tapped, response: ServerResponse) => void;

const ok: TapAnswer = (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' });
  response.end(`<answer to="${request.method} ${request.target}"/>`);
};

export async function startTap(answer: TapAnswer = ok): Promise<Tap> {
  const requests: Tapped[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Map<Socket, number>();
  let counter = 0;
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void readBody(request).then((body) => {
      const tapped: Tapped = {
        method: request.method ?? '',
        target: request.url ?? '',
        rawHeaders: request.rawHeaders,
        body,
        rawTrailers: request.rawTrailers,
        connection: sockets.get(request.socket) ?? 0,
      };
      requests.push(tapped);
      answer(tapped, response);
    });
  });
  server.on('connection', (socket: Socket) => {
    counter += 1;
    sockets.set(socket, counter);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    bytes: () => Buffer.concat(chunks).toString('latin1'),
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.keys()) socket.destroy();
      }),
  };
}

/** What came until the body ended or broke off. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // Broken off: what came counts.
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Settings that send everything to a server of the test's own, for `HarnessOptions.settings`. */
export function towards(port: number): (settings: GatewaySettings) => GatewaySettings {
  return (settings) => ({
    ...settings,
    emailServer: { ...settings.emailServer, address: { scheme: 'http', host: '127.0.0.1', port } },
  });
}
