/**
 * One connection to a host that belongs to somebody: opened for their first request, never from a pool and never to one.
 * What the other side remembers of a connection (who signed in on it) is then theirs alone.
 */
import { Call } from './call.ts';
import type { CallEvents, CallHead } from './call.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientConnectionEvents } from './client-connection.ts';
import type { Connector } from './connector.ts';
import type { PoolEvents } from './pool.ts';

export class OwnConnection {
  readonly #connector: Connector;
  readonly #events: PoolEvents;
  readonly #onEnd: () => void;
  #connection: ClientConnection | null = null;
  #call: Call | null = null;
  #closed = false;

  /** @param onEnd once: it carries nothing any more, whoever ended it */
  constructor(connector: Connector, events: PoolEvents, onEnd: () => void) {
    this.#connector = connector;
    this.#events = events;
    this.#onEnd = onEnd;
  }

  /** It is open, and nothing is under way on it. */
  get isUsable(): boolean {
    return !this.#closed && this.#connection?.isUsable === true;
  }

  /** A request is under way, or waits for the connection. */
  get isBusy(): boolean {
    return this.#call?.over === false;
  }

  call(head: CallHead, events: CallEvents): Call {
    const call = new Call(head, events);
    this.#call = call;
    if (this.isUsable) this.#connection?.carry(call);
    else this.#connect(call);
    return call;
  }

  /** Ends it: at once when it is idle, else with its answer. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#connection === null || this.#connection.isUsable) this.#connection?.destroy();
    this.#onEnd();
  }

  #connect(call: Call): void {
    const cancel = this.#connector.open(undefined, (opened) => {
      if ('error' in opened) {
        this.#events.unreachable(opened.error);
        this.close();
        call.fail(opened.error);
        return;
      }
      this.#events.reached();
      const connection = new ClientConnection(opened.socket, this.#connectionEvents);
      connection.awaitsBody = true;
      this.#connection = connection;
      connection.carry(call);
      call.sendWaiting();
    });
    call.waitFor(cancel);
  }

  readonly #connectionEvents: ClientConnectionEvents = {
    free: (free) => {
      if (this.#closed) free.destroy();
    },
    closed: (gone) => {
      if (gone === this.#connection) this.close();
    },
    session: () => undefined,
    // A new one remembers nobody: Exchange asks anew who it is.
    untouched: (call) => {
      this.#connection = null;
      this.#connect(call);
    },
  };
}
