/**
 * Stands in for Exchange: a process of its own that answers at once, as cheaply as sockets in JavaScript allow. What it
 * answers follows from the SOAPAction. `node upstream.cjs '{"tls":…}'`; its first line says where it listens.
 */
import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { messageReader } from './framing.ts';
import {
  answerHead,
  BULK_BYTES,
  createItemAnswer,
  filling,
  findItemAnswer,
  heartbeat,
  operations,
  type Operation,
} from './messages.ts';
import type { TlsFiles } from './tls-files.ts';

const HEARTBEAT_MS = 5_000;

export interface Upstream {
  readonly port: number;
  readonly close: () => void;
}

export function startUpstream(files: TlsFiles | null): Promise<Upstream> {
  const hanging = new Set<Socket>();
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    answerOn(socket, hanging);
  };
  const server =
    files === null
      ? net.createServer({ noDelay: true }, accept)
      : tls.createServer(
          { cert: readFileSync(files.certificate), key: readFileSync(files.key) },
          accept,
        );
  const beat = setInterval(() => {
    for (const socket of hanging) socket.write(heartbeat);
  }, HEARTBEAT_MS);
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      const close = (): void => {
        clearInterval(beat);
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

function answerOn(socket: Socket, hanging: Set<Socket>): void {
  let operation: Operation = 'FindItem';
  let close = false;
  const read = messageReader({
    head: (text) => {
      operation = operationOf(text);
      close = /\r\nconnection: *close/i.test(text);
    },
    end: () => {
      if (operation === 'GetStreamingEvents') {
        hanging.add(socket);
        socket.write(Buffer.concat([Buffer.from(answerHead(null), 'latin1'), heartbeat]));
        return;
      }
      if (operation === 'GetItem') {
        socket.write(answerHead(BULK_BYTES), 'latin1');
        pour(socket, BULK_BYTES, close);
        return;
      }
      socket.write(operation === 'FindItem' ? findItemAnswer : createItemAnswer);
      if (close) socket.end();
    },
  });
  socket.on('data', read);
  socket.on('close', () => hanging.delete(socket));
  // Proxies drop connections; that is no news here.
  socket.on('error', () => socket.destroy());
}

function operationOf(head: string): Operation {
  const name = /\r\nsoapaction: *"?[^"\r\n]*\/(\w+)/i.exec(head)?.[1];
  const known = operations.find((each) => each === name);
  if (known === undefined) throw new Error(`no operation in: ${head}`);
  return known;
}

/** Writes as fast as the other side reads. */
function pour(socket: Socket, bytes: number, close: boolean): void {
  let left = bytes;
  const more = (): void => {
    while (left > 0) {
      const part = left >= filling.length ? filling : filling.subarray(0, left);
      left -= part.length;
      if (!socket.write(part) && left > 0) {
        socket.once('drain', more);
        return;
      }
    }
    if (close) socket.end();
  };
  more();
}
