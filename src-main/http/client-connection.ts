/** A connection to Exchange: one request at a time, its answer judged as strictly as a client's request. */
import type { Buffer } from 'node:buffer';
import net from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { valuesOf } from './fields.ts';
import type { HeaderLine } from './fields.ts';
import { chunkEnd, chunkSize, headText, lastChunk, put } from './message.ts';
import { Parser } from './parser.ts';
import type { MessageHead } from './parser.ts';

export interface CallHead {
  readonly method: string;
  readonly target: string;
  /** End-to-end fields, without any that frames the body. */
  readonly lines: readonly HeaderLine[];
  readonly framing: 'none' | 'chunked' | { readonly length: string };
}

/** What becomes of a request. After `end` or `failed` nothing more is told. */
export interface CallEvents {
  /** TCP, and TLS where it is spoken: the request is on its way. */
  readonly connected: () => void;
  /** Exchange takes more of the body again. */
  readonly drained: () => void;
  readonly answered: (head: MessageHead) => void;
  readonly data: (part: Buffer) => void;
  readonly end: () => void;
  /** Before the whole answer was here. */
  readonly failed: (error: Error) => void;
}

/** What came as an answer is none. */
export class AnswerError extends Error {}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** Null: plain. */
  readonly tls: tls.ConnectionOptions | null;
}

export interface ClientConnectionEvents {
  /** It may carry the next request. */
  readonly free: (connection: ClientConnection) => void;
  readonly closed: (connection: ClientConnection) => void;
  readonly session: (session: Buffer) => void;
}

export class ClientConnection {
  readonly socket: Socket;
  readonly #events: ClientConnectionEvents;
  readonly #parser: Parser;
  #ready = false;
  #call: Call | null = null;
  /** Seconds without a request; the pool counts. */
  idleSeconds = 0;

  constructor(options: ConnectOptions, events: ClientConnectionEvents) {
    this.#events = events;
    const { host, port } = options;
    this.socket =
      options.tls === null
        ? net.connect({ host, port })
        : tls.connect({ host, port, ...options.tls });
    this.socket.setNoDelay(true);
    this.#parser = new Parser('response', {
      head: (head) => this.#answered(head),
      body: (part) => this.#call?.events.data(part),
      complete: () => undefined,
    });
    this.#listen(options.tls !== null);
  }

  get isUsable(): boolean {
    return this.#call === null && !this.socket.destroyed && this.socket.writable;
  }

  /** Begins a request; the connection must be usable. */
  call(head: CallHead, events: CallEvents): Call {
    this.idleSeconds = 0;
    const call = new Call(this, head, events);
    this.#call = call;
    if (this.#ready) events.connected();
    return call;
  }

  destroy(): void {
    this.socket.destroy();
  }

  #listen(secure: boolean): void {
    const { socket } = this;
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.#ready = true;
      this.#call?.events.connected();
    });
    socket.on('session', (session: Buffer) => {
      this.#events.session(session);
    });
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    socket.on('drain', () => this.#call?.events.drained());
    socket.on('end', () => {
      this.#ended();
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new AnswerError('it closed the connection'));
      this.#parser.close();
      this.#events.closed(this);
    });
  }

  #read(chunk: Buffer): void {
    // Bytes that nobody asked for are nobody's answer, and must not become the next one's.
    if (this.#call === null) {
      this.socket.destroy();
      return;
    }
    const parsed = this.#parser.execute(chunk);
    if (parsed.kind === 'complete') this.#complete(parsed.rest === null);
    else if (parsed.kind !== 'more') {
      const why = parsed.kind === 'malformed' ? parsed.text : parsed.kind;
      this.#fail(new AnswerError(`unusable answer: ${why}`));
    }
  }

  #answered(head: MessageHead): boolean {
    const call = this.#call;
    if (call === null) return false;
    const flaw = flawOf(head);
    if (flaw !== null) {
      this.#fail(new AnswerError(`unusable answer: ${flaw}`));
      return false;
    }
    call.keepAlive = head.keepAlive;
    call.events.answered(head);
    return call.head.method === 'HEAD';
  }

  #complete(clean: boolean): void {
    const call = this.#call;
    if (call === null) return;
    this.#call = null;
    const reusable = clean && call.keepAlive && call.sent;
    if (!reusable) this.socket.destroy();
    // Held back for a client that was slower than its answer.
    else if (this.socket.isPaused()) this.socket.resume();
    call.over = true;
    call.events.end();
    if (reusable) this.#events.free(this);
  }

  /** The end of the connection may be the end of the answer (RFC 9112 6.3). */
  #ended(): void {
    const parsed = this.#call === null ? null : this.#parser.finish();
    if (parsed?.kind === 'complete') this.#complete(false);
    else this.#fail(new AnswerError('it closed the connection'));
  }

  #fail(error: Error): void {
    const call = this.#call;
    this.#call = null;
    this.socket.destroy();
    if (call === null || call.over) return;
    call.over = true;
    call.events.failed(error);
  }

  /** The caller wants no more: Exchange is told at once. */
  abandon(call: Call): void {
    if (call.over) return;
    call.over = true;
    if (this.#call === call) this.#call = null;
    this.socket.destroy();
  }
}

/** One request on its way to Exchange. */
export class Call {
  readonly head: CallHead;
  readonly events: CallEvents;
  readonly #connection: ClientConnection;
  #pending: string | null;
  /** The request was written to its end. */
  sent = false;
  keepAlive = false;
  over = false;

  constructor(connection: ClientConnection, head: CallHead, events: CallEvents) {
    this.#connection = connection;
    this.head = head;
    this.events = events;
    this.#pending = headText(
      `${head.method} ${head.target} HTTP/1.1`,
      head.lines,
      framingLines(head.framing),
    );
  }

  /** @returns false when Exchange does not take it as fast: `drained` says when it does */
  write(part: Buffer): boolean {
    if (this.over) return true;
    const { socket } = this.#connection;
    if (this.head.framing === 'chunked') {
      put(socket, this.#headOnce() + chunkSize(part), part, chunkEnd);
    } else put(socket, this.#headOnce(), part, '');
    return socket.writableLength <= behindBytes;
  }

  end(): void {
    if (this.over || this.sent) return;
    this.sent = true;
    const { socket } = this.#connection;
    if (this.head.framing === 'chunked') put(socket, this.#headOnce() + lastChunk, null, '');
    else if (this.#pending !== null) put(socket, this.#headOnce(), null, '');
  }

  /** Says the head although no part of the body is here yet. */
  flush(): void {
    if (this.#pending !== null && !this.over)
      put(this.#connection.socket, this.#headOnce(), null, '');
  }

  pause(): void {
    this.#connection.socket.pause();
  }

  resume(): void {
    this.#connection.socket.resume();
  }

  abandon(): void {
    this.#connection.abandon(this);
  }

  #headOnce(): string {
    const text = this.#pending ?? '';
    this.#pending = null;
    return text;
  }
}

/** What may wait to be taken by Exchange before the client is held back. */
const behindBytes = 64 * 1024;

function framingLines(framing: CallHead['framing']): string {
  if (framing === 'none') return '';
  if (framing === 'chunked') return 'Transfer-Encoding: chunked\r\n';
  return `Content-Length: ${framing.length}\r\n`;
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
