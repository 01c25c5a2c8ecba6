/** Connections to one host that carry one request after the other; the one used last is used first. */
import type { Buffer } from 'node:buffer';
import type { ConnectionOptions } from 'node:tls';
import { ClientConnection } from './client-connection.ts';
import type { Call, CallEvents, CallHead } from './client-connection.ts';

/** Idle connections end well before IIS ends them (120 s), so that a request seldom meets a closing one. */
const idleSeconds = 25;

export class Pool {
  readonly #host: string;
  readonly #port: number;
  readonly #tls: ConnectionOptions | null;
  readonly #idle: ClientConnection[] = [];
  readonly #all = new Set<ClientConnection>();
  #session: Buffer | undefined;
  #sweep: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(host: string, port: number, tls: ConnectionOptions | null) {
    this.#host = host;
    this.#port = port;
    this.#tls = tls;
  }

  call(head: CallHead, events: CallEvents): Call {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isUsable) return idle.call(head, events);
    }
    return this.#open().call(head, events);
  }

  /** Ends what is idle, and what is in use with its answer. */
  close(): void {
    this.#closed = true;
    for (const idle of this.#idle) idle.destroy();
    this.#idle.length = 0;
    if (this.#sweep !== null) clearInterval(this.#sweep);
  }

  #open(): ClientConnection {
    this.#sweep ??= setInterval(() => {
      this.#tick();
    }, 1000).unref();
    const session = this.#session === undefined ? {} : { session: this.#session };
    const connection = new ClientConnection(
      {
        host: this.#host,
        port: this.#port,
        tls: this.#tls === null ? null : { ...this.#tls, ...session },
      },
      {
        free: (free) => {
          if (this.#closed) free.destroy();
          else this.#idle.push(free);
        },
        closed: (gone) => {
          this.#all.delete(gone);
          const at = this.#idle.indexOf(gone);
          if (at >= 0) this.#idle.splice(at, 1);
        },
        session: (next) => {
          this.#session = next;
        },
      },
    );
    this.#all.add(connection);
    return connection;
  }

  #tick(): void {
    for (const idle of [...this.#idle]) {
      idle.idleSeconds += 1;
      if (idle.idleSeconds >= idleSeconds) idle.destroy();
    }
    if (this.#all.size > 0 || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
