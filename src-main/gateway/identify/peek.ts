/**
 * Looks at the beginning of a request body before the decision; the same bytes go on afterwards.
 * Bounded: whoever sends no operation within 64 KB or 2 s is not read further (ADR 6).
 */
import type { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { BodySink, ServerExchange } from '../../http/exchange.ts';
import { knownStart } from './known-starts.ts';
import { SoapReader } from './soap.ts';
import type { SoapState } from './soap.ts';

export interface Peeked {
  /** What was read so far, in order, to be forwarded first. */
  readonly chunks: readonly Buffer[];
  /** True when the body ended within the peek. */
  readonly ended: boolean;
  readonly soap: SoapState;
}

const maxBytes = 64 * 1024;
/** Whoever has patience looks at the clock twice a second. */
const maxMilliseconds = 1500;

export class SoapPeek implements BodySink {
  readonly #exchange: ServerExchange;
  readonly #done: (peeked: Peeked) => void;
  readonly #until = performance.now() + maxMilliseconds;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #reader: SoapReader | null = null;
  #over = false;

  /** @param done called once, as soon as enough is known; with the client gone it never is, and nobody is left to care. */
  constructor(exchange: ServerExchange, done: (peeked: Peeked) => void) {
    this.#exchange = exchange;
    this.#done = done;
  }

  begin(): void {
    this.#exchange.read(this);
  }

  data(part: Buffer): void {
    const isFirst = this.#bytes === 0;
    const left = maxBytes - this.#bytes;
    this.#chunks.push(part);
    this.#bytes += part.length;
    // Not a byte more: what is found must not depend on how the network parts it.
    const seen = part.length > left ? part.subarray(0, left) : part;
    const soap = (isFirst ? knownStart(seen) : null) ?? this.#read(seen);
    if (soap.kind !== 'open') this.#finish(soap, false);
    else if (this.#bytes >= maxBytes) this.#giveUp('no operation within its first 64 KB', false);
  }

  end(): void {
    if (!this.#over) this.#giveUp('it names no operation', true);
  }

  tick(now: number): void {
    if (!this.#over && now >= this.#until) this.#giveUp('no operation within 2 s', false);
  }

  stop(): void {
    this.#over = true;
  }

  #read(part: Buffer): SoapState {
    this.#reader ??= new SoapReader();
    return this.#reader.write(part);
  }

  #giveUp(why: string, ended: boolean): void {
    this.#finish((this.#reader ?? new SoapReader()).end(why), ended);
  }

  #finish(soap: SoapState, ended: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#done({ chunks: this.#chunks, ended, soap });
    if (!ended) this.#exchange.hold(this);
  }
}
