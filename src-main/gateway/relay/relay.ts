/**
 * Carries one request to Exchange and the answer back, streaming in both directions.
 *
 * What the first chunk of a stream waits for, a mail client waits for: an upstream chunk is one
 * write, at once, with its boundaries kept; a truncated answer stays truncated; whoever goes away
 * on one side is gone on the other at once (facts: ews 2.3).
 */
import type { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { Call, CallEvents, CallHead } from '../../http/call.ts';
import type { AnswerSource, BodySink, ServerExchange } from '../../http/exchange.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { OwnConnection } from '../../http/own-connection.ts';
import type { MessageHead } from '../../http/parser.ts';
import { answerLines } from './headers.ts';
import { isRedirect } from './redirect.ts';
import { classify } from './upstream.ts';
import type { Upstream, UpstreamFailure } from './upstream.ts';

export interface RelayJob {
  readonly exchange: ServerExchange;
  readonly upstream: Upstream;
  readonly head: CallHead;
  readonly proves: 'nobody' | 'somebody';
  /** The connection that its sign-in belongs to; null: one of the pools. */
  readonly own: OwnConnection | null;
  /** Finds out whether Exchange can be reached again: on a connection of its own. */
  readonly probe: boolean;
  /** Body bytes that a peek has read already, and whether it read them all. */
  readonly peeked: { readonly chunks: readonly Buffer[]; readonly ended: boolean };
  readonly maxBody: number;
  /** Bounds waiting for the head of the answer, in milliseconds from the last byte sent; null for long polls. */
  readonly headMs: number | null;
  readonly watch: RelayWatch;
}

/** Where a request goes instead, or how its answer goes on. */
export type Elsewhere =
  | { readonly kind: 'answer'; readonly lines: readonly HeaderLine[] }
  | { readonly kind: 'follow'; readonly upstream: Upstream; readonly head: CallHead }
  /** By a sign-in of its own. */
  | { readonly kind: 'again'; readonly ask: AskAgain }
  | { readonly kind: 'refuse'; readonly why: string };

/** @param body all of it */
export type AskAgain = (body: readonly Buffer[]) => void;

export type RelayFailure = UpstreamFailure | 'too large' | 'REDIRECT_REFUSED';

/** What the transaction is told on the way, and asked. */
export interface RelayWatch {
  readonly connected: () => void;
  readonly sent: (bytes: number) => void;
  /** The head as it shall go to the client, or null when the watcher answers itself. */
  readonly answered: (status: number, lines: readonly HeaderLine[]) => readonly HeaderLine[] | null;
  readonly received: (bytes: number) => void;
  /** The answer names another place to ask. */
  readonly redirected: (from: Upstream, status: number, lines: readonly HeaderLine[]) => Elsewhere;
  /** Exchange knows nobody, or nobody any more. @returns what asks again with the same body; null: the client is told */
  readonly unauthorized: () => AskAgain | null;
  /** Nothing was sent to the client yet: the watcher answers. */
  readonly failed: (why: RelayFailure, detail: string) => void;
  /** Exchange broke off in the middle of its answer. */
  readonly truncated: () => void;
}

const unrepeatable = 'redirected when the request could not be repeated';
/** A request is asked again elsewhere at most so often ... */
const mostHops = 3;
/** ... and only while all of its body is at hand, which is up to here. */
const keptBytes = 64 * 1024;

/**
 * Of its job it keeps what it will need: an answer may go on for an hour, and so would the request's body.
 * The sink of the request's body, and the ear for the answer: an object for each would cost every request.
 */
export class Relay implements BodySink, AnswerSource, CallEvents {
  readonly #exchange: ServerExchange;
  readonly #watch: RelayWatch;
  readonly #proves: RelayJob['proves'];
  readonly #maxBody: number;
  readonly #headMs: number | null;
  /** The one that this request finds out about, if it does. */
  readonly #probed: Upstream | null;
  #upstream: Upstream;
  #call: Call;
  #done = false;
  #hops = 0;
  #bytes = 0;
  /** The body so far; null: it is not wholly at hand any more. */
  #kept: Buffer[] | null = [];
  /** Until when the head of the answer must be here, on the monotonic clock; infinite while nothing waits for it. */
  #dueAt = Infinity;

  constructor(job: RelayJob) {
    this.#exchange = job.exchange;
    this.#watch = job.watch;
    this.#proves = job.proves;
    this.#maxBody = job.maxBody;
    this.#headMs = job.headMs;
    this.#probed = job.probe ? job.upstream : null;
    this.#upstream = job.upstream;
    this.#call =
      job.own === null
        ? job.upstream.call(job.head, job.proves, this, job.probe)
        : job.own.call(job.head, this);
  }

  begin(peeked: RelayJob['peeked']): void {
    const exchange = this.#exchange;
    exchange.source = this;
    for (const part of peeked.chunks) this.#send(part);
    if (peeked.ended) {
      this.#call.end();
      return;
    }
    exchange.read(this);
    // Whoever sends slowly lets Exchange know at least what is coming.
    if (this.#call.isUntouched) {
      process.nextTick(() => {
        this.#call.flush();
      });
    }
  }

  /** Ends the relay towards Exchange; the caller deals with the client. */
  stop(): void {
    if (this.#done) return;
    this.#done = true;
    // Before the probe is over: what it found out counts first.
    this.#call.abandon();
    this.#over();
  }

  /** Now and then. @param now on the monotonic clock, milliseconds */
  tick(now: number): void {
    if (now < this.#dueAt) return;
    this.#fail('UPSTREAM_TIMEOUT', `no answer within ${String(this.#headMs)} ms`);
  }

  // The request's body, and whether the client takes the answer.

  data(part: Buffer): void {
    if (this.#call.over) return;
    if (this.#bytes + part.length > this.#maxBody)
      this.#fail('too large', `more than ${String(this.#maxBody)} bytes`);
    else this.#send(part);
  }

  end(): void {
    this.#call.end();
  }

  drain(): void {
    this.#call.resume();
  }

  #send(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes <= keptBytes) this.#kept?.push(part);
    else this.#kept = null;
    this.#watch.sent(part.length);
    if (this.#dueAt !== Infinity) this.#await();
    if (!this.#call.write(part)) this.#exchange.pause();
  }

  // The call, and its answer.

  connected(): void {
    this.#watch.connected();
    this.#await();
  }

  drained(): void {
    this.#exchange.resume();
  }

  answered(head: MessageHead): void {
    const watch = this.#watch;
    this.#dueAt = Infinity;
    this.#upstream.circuit.succeeded();
    if (head.status === 401) {
      const ask = watch.unauthorized();
      if (ask === null || !this.#again(ask)) this.#answer(head, head.lines);
      return;
    }
    if (!isRedirect(head.status)) {
      this.#answer(head, head.lines);
      return;
    }
    const elsewhere = watch.redirected(this.#upstream, head.status, head.lines);
    switch (elsewhere.kind) {
      case 'answer':
        this.#answer(head, elsewhere.lines);
        return;
      case 'refuse':
        this.#fail('REDIRECT_REFUSED', elsewhere.why);
        return;
      case 'follow':
        this.#follow(elsewhere.upstream, elsewhere.head);
        return;
      case 'again':
        if (!this.#again(elsewhere.ask)) this.#fail('REDIRECT_REFUSED', unrepeatable);
    }
  }

  answerData(part: Buffer): void {
    this.#watch.received(part.length);
    if (!this.#exchange.write(part)) this.#call.pause();
  }

  answerRead(): void {
    this.#exchange.flush();
  }

  answerEnd(): void {
    const exchange = this.#exchange;
    this.#over();
    // What is left of the request nobody takes any more.
    if (!this.#call.sent) exchange.discard();
    exchange.end();
  }

  failed(error: Error): void {
    this.#fail(classify(error), (error as NodeJS.ErrnoException).code ?? error.message);
  }

  #await(): void {
    if (this.#headMs !== null) this.#dueAt = performance.now() + this.#headMs;
  }

  #answer(head: MessageHead, received: readonly HeaderLine[]): void {
    const exchange = this.#exchange;
    const watch = this.#watch;
    this.#kept = null;
    const lines = watch.answered(head.status, received);
    if (lines === null) this.stop();
    else {
      const { status, reason } = head;
      exchange.respond({ status, reason, lines: answerLines(status, lines) });
    }
  }

  #follow(upstream: Upstream, head: CallHead): void {
    const body = this.#kept;
    this.#hops += 1;
    if (this.#hops > mostHops) {
      this.#fail('REDIRECT_REFUSED', 'redirected too often');
      return;
    }
    if (body === null || !this.#call.sent) {
      this.#fail('REDIRECT_REFUSED', unrepeatable);
      return;
    }
    this.#call.abandon();
    this.#upstream = upstream;
    this.#call = upstream.call(head, this.#proves, this, false);
    for (const part of body) this.#call.write(part);
    this.#call.end();
  }

  /** This one is over; whoever asks again does so with a relay of their own. @returns false: the body is not wholly at hand */
  #again(ask: AskAgain): boolean {
    const body = this.#kept;
    if (body === null || !this.#call.sent) return false;
    this.stop();
    ask(body);
    return true;
  }

  #fail(why: RelayFailure, detail: string): void {
    if (this.#done) return;
    this.stop();
    const exchange = this.#exchange;
    const watch = this.#watch;
    if (!exchange.closed) exchange.discard();
    if (exchange.headSent) {
      watch.truncated();
      exchange.cut();
    } else watch.failed(why, detail);
  }

  #over(): void {
    this.#done = true;
    this.#kept = null;
    this.#dueAt = Infinity;
    this.#exchange.source = null;
    this.#probed?.circuit.probed();
  }
}
