/** A client that decides on every byte, and that notices how the server ended. */
import net from 'node:net';
import type { Socket } from 'node:net';
import { PATIENCE_MS } from '../../../lab/testing/patience.ts';

export interface RawClient {
  readonly socket: Socket;
  readonly write: (bytes: string | Buffer) => void;
  readonly received: () => string;
  /** Resolves with what came so far once `test` holds; rejects when the connection ends before, or after `PATIENCE_MS`. */
  readonly until: (test: (text: string) => boolean) => Promise<string>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<string>;
}

export function connectRaw(socketOrPort: Socket | number): RawClient {
  const socket =
    typeof socketOrPort === 'number' ? net.connect(socketOrPort, '127.0.0.1') : socketOrPort;
  const chunks: Buffer[] = [];
  const received = (): string => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(received());
    });
  });
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    received,
    closed,
    until: async (test) => {
      for (const until = Date.now() + PATIENCE_MS; !test(received());) {
        if (socket.destroyed) throw new Error(`closed after: ${received()}`);
        if (Date.now() > until) throw new Error(`nothing of the kind: ${received()}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return received();
    },
  };
}

/** Status codes of all answers in what came, in order. */
export function statuses(received: string): readonly number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));
}

/** Waits until `holds`; the limit is a guard against hanging. */
export async function eventually(
  holds: () => boolean,
  what = 'condition',
  limitMs = PATIENCE_MS,
): Promise<void> {
  for (const until = Date.now() + limitMs; !holds();) {
    if (Date.now() > until) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What a test's set-up needs of its test; the types of 18.15 export no TestContext. */
export interface Endable {
  readonly after: (end: () => Promise<void> | void) => void;
}
