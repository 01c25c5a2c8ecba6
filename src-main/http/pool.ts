/** Connections to one host that carry one request after the other; the one used last is used first. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { Call } from './call.ts';
import type { CallEvents, CallHead } from './call.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientConnectionEvents } from './client-connection.ts';
import type { Connector } from './connector.ts';

/** Idle connections end well before IIS ends them (120 s), so that a request seldom meets a closing one. */
const idleSeconds = 25;

/** Whether the host can be reached. */
export interface PoolEvents {
  readonly reached: () => void;
  readonly unreachable: (error: Error) => void;
}

export class Pool {
  readonly #connector: Connector;
  readonly #events: PoolEvents;
  readonly #idle: ClientConnection[] = [];
  readonly #all = new Set<ClientConnection>();
  /** Only ever offered to the same host under the same trust: a pool has one of each. */
  #session: Buffer | undefined;
  #sweep: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(connector: Connector, events: PoolEvents) {
    this.#connector = connector;
    this.#events = events;
  }

  /** @param fresh on a connection of its own, to see whether there is one to be had. */
  call(head: CallHead, events: CallEvents, fresh = false): Call {
    const call = new Call(head, events);
    if (fresh) this.#connect(call);
    else this.#dispatch(call);
    return call;
  }

  /** Ends what is idle, and what is in use with its answer. */
  close(): void {
    this.#closed = true;
    for (const idle of this.#idle) idle.destroy();
    this.#idle.length = 0;
    if (this.#sweep !== null) clearInterval(this.#sweep);
  }

  #dispatch(call: Call): void {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.isUsable) continue;
      idle.carry(call);
      return;
    }
    this.#connect(call);
  }

  #connect(call: Call): void {
    const cancel = this.#connector.open(this.#session, (opened) => {
      if ('error' in opened) {
        this.#events.unreachable(opened.error);
        call.fail(opened.error);
        return;
      }
      this.#events.reached();
      this.#session = opened.session ?? this.#session;
      this.#connectionOn(opened.socket).carry(call);
      call.sendWaiting();
    });
    call.waitFor(cancel);
  }

  readonly #connectionEvents: ClientConnectionEvents = {
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
    untouched: (call) => {
      this.#dispatch(call);
    },
  };

  #connectionOn(socket: Socket): ClientConnection {
    this.#sweep ??= setInterval(() => {
      this.#tick();
    }, 1000).unref();
    const connection = new ClientConnection(socket, this.#connectionEvents);
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
