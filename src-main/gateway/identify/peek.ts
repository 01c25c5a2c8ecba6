/**
 * Looks at the beginning of a request body before the decision; the same bytes go on afterwards.
 * Bounded: whoever sends no operation within 64 KB or 2 s is not read further (ADR 6).
 */
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { BodySink, ServerExchange } from '../../http/exchange.ts';
import { knownStart } from './known-starts.ts';
import { hasSecondBody } from './one-body.ts';
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
  readonly #withWebhook: boolean;
  readonly #done: (peeked: Peeked) => void;
  readonly #until = performance.now() + maxMilliseconds;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #reader: SoapReader | null = null;
  #over = false;

  /**
   * @param withWebhook where a push subscription has notifications sent is looked for, too
   * @param done called once, as soon as enough is known; with the client gone it never is, and nobody is left to care.
   */
  constructor(exchange: ServerExchange, withWebhook: boolean, done: (peeked: Peeked) => void) {
    this.#exchange = exchange;
    this.#withWebhook = withWebhook;
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
    const soap = (isFirst ? this.#knownStart(seen) : null) ?? this.#read(seen);
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

  #knownStart(part: Buffer): SoapState | null {
    const known = knownStart(part);
    const goesOn = this.#withWebhook && known?.kind === 'read';
    return goesOn && known.facts.operation === 'Subscribe' ? null : known;
  }

  #read(part: Buffer): SoapState {
    this.#reader ??= new SoapReader(this.#withWebhook);
    return this.#reader.write(part);
  }

  #giveUp(why: string, ended: boolean): void {
    this.#finish((this.#reader ?? new SoapReader()).end(why), ended);
  }

  #finish(soap: SoapState, ended: boolean): void {
    if (this.#over) return;
    this.#over = true;
    const chunks = this.#chunks;
    this.#done({ chunks, ended, soap: soap.kind === 'read' ? withOneBody(chunks, soap) : soap });
    if (!ended) this.#exchange.hold(this);
  }
}

function withOneBody(chunks: readonly Buffer[], soap: SoapState): SoapState {
  const [first] = chunks;
  if (first === undefined) return soap;
  const all = chunks.length === 1 ? first : Buffer.concat(chunks);
  if (!hasSecondBody(all.subarray(0, maxBytes))) return soap;
  return { kind: 'unreadable', text: 'The SOAP request cannot be read: it has two Bodies.' };
}
