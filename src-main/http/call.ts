/** One request on its way to the other side; it is written as soon as there is a connection for it. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { ClientConnection } from './client-connection.ts';
import type { HeaderLine } from './fields.ts';
import { chunkEnd, chunkSize, headText, lastChunk, put } from './message.ts';
import type { MessageHead } from './parser.ts';

export interface CallHead {
  readonly method: string;
  readonly target: string;
  /** End-to-end fields, without any that frames the body. */
  readonly lines: readonly HeaderLine[];
  readonly framing: 'none' | 'chunked' | { readonly length: string };
  /**
   * The value of a field Authorization that is made for the connection on which the request goes out, at the moment when it
   * does, and never twice; null: it goes without.
   */
  readonly sign?: ((socket: Socket) => string | null) | undefined;
}

/** What becomes of a request. After `answerEnd` or `failed` nothing more is told. */
export interface CallEvents {
  /** TCP, and TLS where it is spoken: the request is on its way. */
  readonly connected: () => void;
  /** More of the body is taken again. */
  readonly drained: () => void;
  readonly answered: (head: MessageHead) => void;
  /** A part of the answer's body. */
  readonly answerData: (part: Buffer) => void;
  /** All that came with the answer's head in one read was told. */
  readonly answerRead: () => void;
  readonly answerEnd: () => void;
  /** Before the whole answer was here. */
  readonly failed: (error: Error) => void;
}

/** What may wait to be taken before the client is held back. */
const behindBytes = 64 * 1024;

export class Call {
  readonly method: string;
  readonly events: CallEvents;
  readonly #chunked: boolean;
  readonly #sign: CallHead['sign'];
  #connection: ClientConnection | null = null;
  /** Ends the search for a connection. */
  #cancel: (() => void) | null = null;
  /** What waits for a connection. */
  #early: Buffer[] | null = null;
  #earlyBytes = 0;
  /** The head, until a byte of the request was written. */
  #pending: string | null;
  /** Nothing of the request is left to be written. */
  sent = false;
  keepAlive = false;
  over = false;

  constructor(head: CallHead, events: CallEvents) {
    this.method = head.method;
    this.events = events;
    this.#chunked = head.framing === 'chunked';
    this.#sign = head.sign;
    this.#pending = headText(
      `${head.method} ${head.target} HTTP/1.1`,
      head.lines,
      framingLines(head.framing),
    );
  }

  /** No byte of it was written anywhere: it may go another way. */
  get isUntouched(): boolean {
    return this.#pending !== null;
  }

  // Told by the pool and the connection.

  waitFor(cancel: () => void): void {
    this.#cancel = cancel;
  }

  /** The connection takes it from now on. */
  attach(connection: ClientConnection): void {
    this.#connection = connection;
    this.#cancel = null;
    this.events.connected();
  }

  /** Writes what waited for the connection. */
  sendWaiting(): void {
    const early = this.#early;
    if (early === null && !this.sent) {
      this.flush();
      return;
    }
    this.#early = null;
    for (const part of early ?? []) this.#put(part);
    if (this.sent) this.#putEnd();
    else if (this.#earlyBytes > behindBytes && !this.over) this.events.drained();
  }

  detach(): void {
    this.#connection = null;
  }

  fail(error: Error): void {
    if (this.over) return;
    this.over = true;
    this.events.failed(error);
  }

  // Asked for by whoever calls.

  /** @returns false when it is not taken as fast: `drained` says when it is */
  write(part: Buffer): boolean {
    if (this.over) return true;
    if (this.#connection !== null) return this.#put(part);
    this.#early ??= [];
    this.#early.push(part);
    this.#earlyBytes += part.length;
    return this.#earlyBytes <= behindBytes;
  }

  end(): void {
    if (this.over || this.sent) return;
    this.sent = true;
    if (this.#connection === null) return;
    this.#putEnd();
    this.#connection.sent();
  }

  /** Says the head although no part of the body is here yet. */
  flush(): void {
    const connection = this.#connection;
    if (connection === null || this.over || this.#pending === null) return;
    put(connection.socket, this.#headOnce(), null, '');
  }

  pause(): void {
    this.#connection?.socket.pause();
  }

  resume(): void {
    this.#connection?.socket.resume();
  }

  /** The caller wants no more: the other side is told at once. */
  abandon(): void {
    if (this.over) return;
    this.over = true;
    this.#cancel?.();
    this.#connection?.abandon(this);
  }

  #put(part: Buffer): boolean {
    const connection = this.#connection;
    if (connection === null) return true;
    const { socket } = connection;
    if (this.#chunked) {
      put(socket, this.#headOnce() + chunkSize(part), part, chunkEnd);
    } else put(socket, this.#headOnce(), part, '');
    return socket.writableLength <= behindBytes;
  }

  #putEnd(): void {
    const connection = this.#connection;
    if (connection === null) return;
    if (this.#chunked) {
      put(connection.socket, this.#headOnce() + lastChunk, null, '');
    } else if (this.#pending !== null) put(connection.socket, this.#headOnce(), null, '');
  }

  #headOnce(): string {
    const text = this.#pending ?? '';
    const sign = text === '' ? undefined : this.#sign;
    const value = this.#connection === null ? null : sign?.(this.#connection.socket);
    this.#pending = null;
    return typeof value === 'string' ? withLine(text, `Authorization: ${value}`) : text;
  }
}

/** At the end of a head. */
function withLine(head: string, line: string): string {
  return `${head.slice(0, -2)}${line}\r\n\r\n`;
}

function framingLines(framing: CallHead['framing']): string {
  if (framing === 'none') return '';
  if (framing === 'chunked') return 'Transfer-Encoding: chunked\r\n';
  return `Content-Length: ${framing.length}\r\n`;
}
