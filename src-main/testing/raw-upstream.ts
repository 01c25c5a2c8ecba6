/** A TCP server in Exchange's place that says what a test tells it to, byte for byte. */
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface RawUpstream {
  readonly port: number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** What to do once the head of a request is there; `count` is 1 for the first request of all. */
export type OnHead = (socket: Socket, count: number, head: string) => void;

/** Bodies are taken for whole when their head is there: the test's requests are small. */
export async function rawUpstream(onHead: OnHead): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let count = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let read = '';
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1');
      const end = read.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/^content-length: (\d+)/im.exec(read)?.[1] ?? 0);
      if (read.length < end + 4 + length) return;
      const head = read.slice(0, end);
      read = read.slice(end + 4 + length);
      count += 1;
      onHead(socket, count, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An answer as it should be. */
export function wholeAnswer(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
