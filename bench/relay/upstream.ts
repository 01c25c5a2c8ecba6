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
/** Subscriptions began at different times, so their heartbeats do not come all at once. */
const PHASES = 100;

export interface Upstream {
  readonly port: number;
  readonly close: () => void;
}

export function startUpstream(files: TlsFiles | null): Promise<Upstream> {
  const hanging = new Heartbeats();
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
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      const close = (): void => {
        hanging.stop();
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

/** Subscriptions in groups, each group at its own time. */
class Heartbeats {
  readonly #groups = Array.from({ length: PHASES }, () => new Set<Socket>());
  #added = 0;
  #beats = 0;
  readonly #timer = setInterval(() => {
    for (const socket of this.#groups[this.#beats % PHASES] ?? []) socket.write(heartbeat);
    this.#beats += 1;
  }, HEARTBEAT_MS / PHASES);

  add(socket: Socket): void {
    const group = this.#groups[this.#added % PHASES];
    this.#added += 1;
    group?.add(socket);
    socket.on('close', () => group?.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function answerOn(socket: Socket, hanging: Heartbeats): void {
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
