/** What a restart cost the clients, counted where their answers end. Streams stand apart: their clients connect again. */
import type { ServerConnection } from '../http/server-connection.ts';
import type { Generation } from './generation.ts';
import type { Transaction } from './transaction.ts';
import type { LastRestart, RestartToll } from './types.ts';

export class RestartCost {
  #last: Omit<LastRestart, keyof RestartToll> | null = null;
  #failed = 0;
  #cutStreams = 0;
  readonly #counted = new WeakSet<Transaction>();
  /** Connections that a restart ended. */
  readonly #connections = new WeakSet<ServerConnection>();

  /** The next restart: what is cut from now on counts for it, whichever restart it began to wait for. */
  begin(): void {
    this.#failed = 0;
    this.#cutStreams = 0;
  }

  done(last: Omit<LastRestart, keyof RestartToll>): void {
    this.#last = last;
  }

  /** To be told just before a restart ends a transaction. */
  cut(transaction: Transaction): void {
    const { exchange } = transaction;
    // Said to its end already: it leaves whole, however slowly it is read.
    if (exchange.ended) return;
    this.#connections.add(exchange.connection);
    this.#count(transaction);
  }

  /** To be told of every transaction that is over: one that stood behind a cut one was never answered. */
  over(transaction: Transaction): void {
    const { exchange } = transaction;
    if (!exchange.finished && this.#connections.has(exchange.connection)) this.#count(transaction);
  }

  toll(older: readonly Generation[]): RestartToll {
    const open = older.flatMap((generation) => [...generation.open]);
    return {
      failed: this.#failed,
      cutStreams: this.#cutStreams,
      finishing: open.filter(({ lasting }) => !lasting).length,
    };
  }

  last(older: readonly Generation[]): LastRestart | null {
    return this.#last && { ...this.#last, ...this.toll(older) };
  }

  #count(transaction: Transaction): void {
    if (this.#counted.has(transaction)) return;
    this.#counted.add(transaction);
    if (transaction.lasting) this.#cutStreams += 1;
    else this.#failed += 1;
  }
}
