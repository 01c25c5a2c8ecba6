/** One connection of the load, which asks one thing after the other. */
import net from 'node:net';
import tls from 'node:tls';
import { messageReader } from './framing.ts';

export interface Target {
  readonly port: number;
  /** PEM of the authority that the listener's certificate must come from; null: plain. */
  readonly authority: string | null;
}

/** `status` is null when the connection broke. */
export type Done = (status: number | null) => void;

export interface Connection {
  readonly ask: (request: Buffer, done: Done) => void;
  /** For bodies that are written piece by piece. */
  readonly socket: () => net.Socket;
  readonly close: () => void;
}

/** Opens when it is first asked, and again after the other side closed it. */
export function connectionTo(target: Target, localAddress?: string): Connection {
  let socket: net.Socket | null = null;
  let waiting: Done | null = null;
  let status = 0;
  const finish = (found: number | null): void => {
    const done = waiting;
    waiting = null;
    done?.(found);
  };
  const open = (): net.Socket => {
    const fresh = dial(target, localAddress);
    const read = messageReader({
      head: (text) => (status = Number(text.slice(9, 12))),
      end: () => finish(status),
    });
    fresh.on('data', read);
    fresh.on('error', () => fresh.destroy());
    fresh.on('close', () => {
      if (socket === fresh) socket = null;
      if (socket === null) finish(null);
    });
    return fresh;
  };
  const opened = (): net.Socket => (socket ??= open());
  return {
    socket: opened,
    ask: (request, done) => {
      const to = opened();
      waiting = done;
      to.write(request);
    },
    close: () => {
      const old = socket;
      socket = null;
      waiting = null;
      old?.destroy();
    },
  };
}

export function dial({ port, authority }: Target, localAddress?: string): net.Socket {
  const to = { host: '127.0.0.1', port, ...(localAddress === undefined ? {} : { localAddress }) };
  if (authority === null) return net.connect({ ...to, noDelay: true });
  const socket = tls.connect({ ...to, ca: authority });
  socket.setNoDelay(true);
  return socket;
}

/** An answer to a single question. */
export function askOnce(target: Target, request: Buffer): Promise<number | null> {
  const connection = connectionTo(target);
  return new Promise((resolve) => {
    connection.ask(request, (status) => {
      connection.close();
      resolve(status);
    });
  });
}
