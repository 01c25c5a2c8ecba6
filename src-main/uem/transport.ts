/** One request, one answer, over a connection that is kept: bounded in time and size, and every failure a value. */
import http, { type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCode } from '../disk/system-errors.ts';
import { openSocket, type Road } from './tunnel.ts';

export interface Asked {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Transport {
  /** Rejects with what went wrong on the way. */
  readonly send: (asked: Asked, signal: AbortSignal) => Promise<Answered>;
  readonly close: () => void;
}

export interface TransportOptions extends Road {
  /** For the whole answer, milliseconds. */
  readonly answerMs: number;
}

/** A page of 500 devices has 750 kB (facts: uem 3.2). */
const MOST_BYTES = 16 * 1024 * 1024;

/** Connections of our own making: Node's agent only keeps them. */
class Kept extends http.Agent {
  readonly #open: () => Promise<Duplex>;
  constructor(open: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#open = open;
  }
  createConnection(
    _options: unknown,
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    this.#open().then(
      (socket) => done(null, socket),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

export function createTransport(options: TransportOptions): Transport {
  const { to, answerMs, boundMs } = options;
  const agent = new Kept(() => openSocket(options));
  const host = to.host.includes(':') ? `[${to.host}]` : to.host;
  const named = to.port === (to.scheme === 'https' ? 443 : 80) ? host : `${host}:${to.port}`;
  const once = (asked: Asked, signal: AbortSignal): Promise<Answered> =>
    exchange({
      request: http.request({
        ...{ agent, method: asked.method, path: asked.path, signal },
        headers: { ...asked.headers, Host: named },
      }),
      body: asked.body,
      guardMs: boundMs + answerMs,
    });
  return {
    send: async (asked, signal) => {
      try {
        return await once(asked, signal);
      } catch (error) {
        // The server had closed a kept connection: it read nothing of this.
        if (error instanceof StaleConnection) return once(asked, signal);
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends Error {}

interface Exchange {
  readonly request: http.ClientRequest;
  readonly body: string | undefined;
  readonly guardMs: number;
}

function exchange({ request, body, guardMs }: Exchange): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const guard = setTimeout(() => request.destroy(new Error('no answer in time')), guardMs);
    request.once('close', () => {
      clearTimeout(guard);
      reject(new Error('the connection broke off'));
    });
    request.once('error', (error) => {
      const stale = request.reusedSocket && errorCode(error) === 'ECONNRESET';
      reject(stale ? new StaleConnection() : error);
    });
    request.once('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MOST_BYTES) request.destroy(new Error('the answer is larger than 16 MiB'));
      });
      answer.once('error', () => reject(new Error('the answer broke off')));
      answer.once('end', () => {
        if (!answer.complete) reject(new Error('the answer broke off'));
        const { statusCode, headers } = answer;
        resolve({ status: statusCode ?? 0, headers, body: Buffer.concat(chunks) });
      });
    });
    request.end(body);
  });
}
