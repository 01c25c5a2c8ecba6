/** The transactions of a generation that are not over. */
import type { Transaction } from './transaction.ts';

/**
 * No `Set`, although it is one: at this rate of coming and going a `Set` replaces its table every few requests, and each
 * table that V8 gave up still holds the next. Once one of them has grown old, every transaction after it outlives
 * its request until a full collection, and the garbage collector copies them all.
 */
export class OpenTransactions<
  Each extends { place: number } = Transaction,
> implements Iterable<Each> {
  readonly #all: Each[] = [];

  get size(): number {
    return this.#all.length;
  }

  add(transaction: Each): void {
    transaction.place = this.#all.length;
    this.#all.push(transaction);
  }

  /** Of one that was added, once. */
  delete(transaction: Each): void {
    const last = this.#all.pop();
    if (last === undefined || last === transaction) return;
    last.place = transaction.place;
    this.#all[last.place] = last;
  }

  /** A copy: whoever goes through it may end transactions. */
  [Symbol.iterator](): Iterator<Each> {
    return [...this.#all][Symbol.iterator]();
  }
}
