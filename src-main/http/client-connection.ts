/** A connection to Exchange, open already: one request at a time, its answer judged as strictly as a client's request. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { passedOn } from '../memory/read-buffers.ts';
import type { Call } from './call.ts';
import { valuesOf } from './fields.ts';
import { Parser } from './parser.ts';
import type { MessageHead, MessageSink } from './parser.ts';

/** What came as an answer is none. */
export class AnswerError extends Error {}

export interface ClientConnectionEvents {
  /** It may carry the next request. */
  readonly free: (connection: ClientConnection) => void;
  readonly closed: (connection: ClientConnection) => void;
  readonly session: (session: Buffer) => void;
  /** It turned out closed before a byte of this request was written: another one may carry it. */
  readonly untouched: (call: Call) => void;
}

export class ClientConnection implements MessageSink {
  readonly socket: Socket;
  readonly #events: ClientConnectionEvents;
  readonly #parser: Parser;
  #call: Call | null = null;
  /** Seconds without a request; the pool counts. */
  idleSeconds = 0;
  /** It must outlive an answer that comes before the request's body is through: a challenge on a large request. */
  awaitsBody = false;
  /** The answer is whole, and the body goes on. */
  #answered = false;

  constructor(socket: Socket, events: ClientConnectionEvents) {
    this.#events = events;
    this.socket = socket;
    socket.setNoDelay(true);
    this.#parser = new Parser('response', this);
    this.#listen();
  }

  get isUsable(): boolean {
    return this.#call === null && !this.socket.destroyed && this.socket.writable;
  }

  /** Begins a request; the connection must be usable. */
  carry(call: Call): void {
    this.idleSeconds = 0;
    this.#call = call;
    call.attach(this);
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** All of the request was written. */
  sent(): void {
    if (!this.#answered) return;
    // Not at once: the parser of the one who sent the request may be at work.
    process.nextTick(() => {
      if (this.#answered) this.#complete(true);
    });
  }

  #listen(): void {
    const { socket } = this;
    if (socket instanceof TLSSocket) {
      socket.on('session', (session: Buffer) => {
        this.#events.session(session);
      });
    }
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
      passedOn(chunk.length);
    });
    socket.on('drain', () => this.#call?.events.drained());
    socket.on('end', () => {
      this.#ended();
    });
    socket.on('error', (error: Error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new AnswerError('it closed the connection'));
      this.#parser.close();
      this.#events.closed(this);
    });
  }

  #read(chunk: Buffer): void {
    const call = this.#call;
    // Bytes that nobody asked for are nobody's answer, and must not become the next one's.
    if (call === null || call.isUntouched || this.#answered) {
      this.#fail(new AnswerError('it answered before it was asked'));
      return;
    }
    const parsed = this.#parser.execute(chunk);
    if (parsed.kind === 'complete') this.#complete(parsed.rest === null);
    else if (parsed.kind === 'more') {
      if (!call.over) call.events.answerRead();
    } else {
      const why = parsed.kind === 'malformed' ? parsed.text : parsed.kind;
      this.#fail(new AnswerError(`unusable answer: ${why}`));
    }
  }

  // Told by the parser.

  head(head: MessageHead): boolean {
    const call = this.#call;
    if (call === null) return false;
    const flaw = flawOf(head);
    if (flaw !== null) {
      this.#fail(new AnswerError(`unusable answer: ${flaw}`));
      return false;
    }
    call.keepAlive = head.keepAlive;
    call.events.answered(head);
    return call.method === 'HEAD';
  }

  body(part: Buffer): void {
    this.#call?.events.answerData(part);
  }

  /** The next request may not begin while the parser runs: `#read` hears of the end by its result. */
  complete(mayGoOn: boolean): void {
    if (!mayGoOn && this.#call !== null) this.#call.keepAlive = false;
  }

  #complete(clean: boolean): void {
    const call = this.#call;
    if (call === null) return;
    this.#answered = clean && call.keepAlive && !call.sent && this.awaitsBody;
    if (this.#answered) {
      call.events.answerRead();
      return;
    }
    this.#call = null;
    const reusable = clean && call.keepAlive && call.sent;
    if (!reusable) this.socket.destroy();
    // Held back for a client that was slower than its answer.
    else if (this.socket.isPaused()) this.socket.resume();
    call.over = true;
    call.events.answerEnd();
    if (reusable) this.#events.free(this);
  }

  /** The end of the connection may be the end of the answer (RFC 9112 6.3). */
  #ended(): void {
    const parsed = this.#call === null || this.#answered ? null : this.#parser.finish();
    if (parsed?.kind === 'complete') this.#complete(false);
    else this.#fail(new AnswerError('it closed the connection'));
  }

  #fail(error: Error): void {
    if (this.#answered) {
      // Nothing is missing of the answer.
      this.#complete(false);
      return;
    }
    const call = this.#call;
    this.#call = null;
    this.socket.destroy();
    if (call === null || call.over) return;
    if (call.isUntouched) {
      call.detach();
      this.#events.untouched(call);
    } else call.fail(error);
  }

  /** Nobody waits for the answer any more. */
  abandon(call: Call): void {
    if (this.#call === call) this.#call = null;
    this.socket.destroy();
  }
}

const reasonForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What llhttp lets pass although two readers could read it differently (RFC 9112 6.3), or null. */
function flawOf(head: MessageHead): string | null {
  if (head.version !== '1.1' && head.version !== '1.0') return 'not HTTP/1.1';
  if (head.status < 200) return 'it switched protocols unasked';
  if (!reasonForm.test(head.reason)) return 'control characters in the reason';
  const codings = valuesOf(head.lines, 'transfer-encoding');
  if (codings.length === 0) return null;
  if (head.version === '1.0') return 'a transfer coding in HTTP/1.0';
  return codings.length === 1 && codings[0]?.toLowerCase() === 'chunked'
    ? null
    : 'another transfer coding than chunked';
}
