/** One request on a client's connection, and the answer to it. */
import type { Buffer } from 'node:buffer';
import type { HeaderLine } from './fields.ts';
import { firstValue, headerLine } from './fields.ts';
import { ownText } from './own-text.ts';
import { chunkEnd, chunkSize, headText, lastChunk, put } from './message.ts';
import type { MessageHead } from './parser.ts';
import type { ServerConnection } from './server-connection.ts';

export interface BodySink {
  /** A part of the body; it may be kept until the sink says so no more, and must not be changed. */
  readonly data: (part: Buffer) => void;
  /** All of it was received. */
  readonly end: () => void;
}

/** Where an answer comes from. */
export interface AnswerSource {
  /** The client takes more again, after `write` said that it does not. */
  readonly drain: () => void;
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** End-to-end fields. With `Content-Length` the body is counted, else chunked, or ended by the connection (HTTP/1.0). */
  readonly lines: readonly HeaderLine[];
  /** Ends the connection behind the answer. */
  readonly close?: boolean;
}

type Framing = 'none' | 'counted' | 'chunked' | 'connection';

const nobody: BodySink = { data: () => undefined, end: () => undefined };

export class ServerExchange {
  /** Shorter than it came, after `forgetAllBut`. */
  head: MessageHead;
  readonly connection: ServerConnection;
  /** The answer's status, once it was said. */
  status: number | null = null;
  /** The gateway has said all of its answer. */
  ended = false;
  /** All of the answer has left. */
  finished = false;
  /** The exchange is over: the answer has left, or the connection is gone. */
  closed = false;
  /** The request's body is here to its end. */
  received = false;
  /** Once: the exchange is over, the answer finished or not. */
  onClose: (() => void) | null = null;
  source: AnswerSource | null = null;

  #sink: BodySink | null = null;
  /** What came of the body before anybody wanted it. */
  #early: Buffer[] | null = null;
  #pending: string | null = null;
  #framing: Framing = 'none';
  #left = 0;

  constructor(head: MessageHead, connection: ServerConnection) {
    this.head = head;
    this.connection = connection;
  }

  get headSent(): boolean {
    return this.status !== null;
  }

  /** Whether the client waits for `100 Continue` before it sends the body; HTTP/1.0 knows none (RFC 9110 10.1.1). */
  get awaitsContinue(): boolean {
    return this.head.version === '1.1' && firstValue(this.head.lines, 'expect') !== null;
  }

  // The request's body.

  /** Hands the body to `sink`, from its beginning, or from where the sink before had it. */
  read(sink: BodySink): void {
    this.#sink = sink;
    const early = this.#early ?? [];
    for (let part = early.shift(); part !== undefined; part = early.shift()) {
      sink.data(part);
      // It has enough, and the rest is for the next.
      if (this.#sink !== sink) return;
    }
    this.#early = null;
    if (this.received) this.#endOfBody(sink);
    else this.resume();
  }

  /** Unless another sink has taken over from `sink`, parts that come from now on are kept for the next one. */
  hold(sink: BodySink): void {
    if (this.#sink !== sink) return;
    this.#sink = null;
    this.pause();
  }

  /** Nobody wants the rest; unread it would block the connection. */
  discard(): void {
    this.#sink = nobody;
    this.#early = null;
    this.resume();
  }

  pause(): void {
    this.connection.pauseBody(this);
  }

  resume(): void {
    this.connection.resumeBody(this);
  }

  sendContinue(): void {
    this.connection.socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
  }

  /** Nothing else will be asked for of the head's lines. @param lower name in lower case */
  forgetAllBut(lower: string): void {
    const lines = this.head.lines.filter((line) => line.lower === lower);
    this.head = {
      ...this.head,
      target: ownText(this.head.target),
      lines: lines.map(({ name, value }) => headerLine(ownText(name), ownText(value))),
    };
  }

  // The answer.

  /** Says the head; it leaves with the first part of the body, or by `flush`. */
  respond(head: ResponseHead): void {
    const { connection } = this;
    this.status = head.status;
    this.#framing = this.#framingOf(head);
    if (head.close === true || this.#framing === 'connection') connection.closeAfterAnswer();
    const more =
      (this.#framing === 'chunked' ? 'Transfer-Encoding: chunked\r\n' : '') +
      connection.persistenceLine(this.head.version);
    const line = `HTTP/1.1 ${String(head.status)} ${head.reason}`;
    this.#pending = headText(line, head.lines, more);
  }

  /** Says the head although no part of the body is here yet. */
  flush(): void {
    if (this.#pending !== null && !this.closed)
      put(this.connection.socket, this.#headOnce(), null, '');
  }

  /** @returns false when the client does not take it as fast: `onDrain` says when it does */
  write(part: Buffer): boolean {
    if (this.ended || this.closed || this.#framing === 'none' || part.length === 0) return true;
    const { socket } = this.connection;
    if (this.#framing === 'chunked')
      put(socket, this.#headOnce() + chunkSize(part), part, chunkEnd);
    else {
      this.#left -= part.length;
      const last = this.#framing === 'counted' && this.#left === 0;
      put(socket, this.#headOnce(), part, '', last ? this.#whenWritten() : undefined);
    }
    return !this.connection.isBehind;
  }

  end(): void {
    if (this.ended || this.closed) return;
    if (this.#framing === 'counted' && this.#left > 0) {
      // Fewer bytes than were promised: said as an end, the client would wait for the rest.
      this.cut();
      return;
    }
    this.ended = true;
    const { socket } = this.connection;
    if (this.#framing === 'chunked') {
      put(socket, this.#headOnce() + lastChunk, null, '', this.#whenWritten());
    } else if (this.#framing !== 'counted')
      put(socket, this.#headOnce(), null, '', this.#whenWritten());
    else if (this.finished) this.close();
    this.connection.answered(this);
  }

  /** Ends the connection so that the client sees that something is missing: no final chunk, no clean end. */
  cut(): void {
    if (this.closed || this.finished) return;
    this.flush();
    this.connection.cut(this.#framing === 'connection');
  }

  // Told by the connection.

  receive(part: Buffer): void {
    if (this.#sink !== null) this.#sink.data(part);
    else {
      this.#early ??= [];
      this.#early.push(part);
      this.pause();
    }
  }

  receiveEnd(): void {
    this.received = true;
    if (this.#sink !== null) this.#endOfBody(this.#sink);
  }

  /** An answer may go on for an hour: whoever took the body is not kept for so long. */
  #endOfBody(sink: BodySink): void {
    this.#sink = nobody;
    sink.end();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#sink = nobody;
    this.#early = null;
    this.source = null;
    const { onClose } = this;
    this.onClose = null;
    onClose?.();
  }

  #written(error?: Error | null): void {
    if (this.closed) return;
    this.finished = error === undefined || error === null;
    if (this.ended || !this.finished) this.close();
  }

  /** Made when it is needed: most of what an exchange lives through has no last write yet. */
  #whenWritten(): (error?: Error | null) => void {
    return (error) => {
      this.#written(error);
    };
  }

  #headOnce(): string {
    const text = this.#pending ?? '';
    this.#pending = null;
    return text;
  }

  #framingOf({ status, lines }: ResponseHead): Framing {
    const { method, version } = this.head;
    if (method === 'HEAD' || status === 204 || status === 304) return 'none';
    const length = firstValue(lines, 'content-length');
    if (length !== null) {
      this.#left = Number(length);
      return this.#left === 0 ? 'none' : 'counted';
    }
    return version === '1.0' ? 'connection' : 'chunked';
  }
}

export function dateLine(): HeaderLine {
  const now = Date.now();
  if (now - dateAt >= 1000) {
    dateAt = now - (now % 1000);
    date = headerLine('Date', new Date(now).toUTCString());
  }
  return date;
}
let dateAt = 0;
let date = headerLine('Date', '');
