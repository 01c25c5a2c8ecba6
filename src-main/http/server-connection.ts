/**
 * A client's connection. One request at a time: what comes behind it waits for its turn, so that answers
 * keep their order and no request is decided on before the one ahead of it is over (RFC 9112 9.3.2).
 */
import { Buffer } from 'node:buffer';
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { passedOn } from '../memory/read-buffers.ts';
import { ServerExchange } from './exchange.ts';
import type { HeaderLine } from './fields.ts';
import { limits } from './limits.ts';
import { Parser } from './parser.ts';
import type { MessageHead, MessageSink, Parsed } from './parser.ts';

export interface ServerConnectionEvents {
  /** The head of a request is here. Answers, then or later, by the exchange. */
  readonly request: (exchange: ServerExchange) => void;
  /** What came is no head of a request, or came too slowly: it was answered here. */
  readonly refused: (socket: Socket) => void;
  /** Whoever was told of a request threw; the connection was ended. */
  readonly bug: (connection: ServerConnection, error: unknown) => void;
  readonly closed: (connection: ServerConnection) => void;
}

type State = 'idle' | 'head' | 'exchange' | 'leaving';

export class ServerConnection implements MessageSink {
  readonly socket: Socket;
  readonly #events: ServerConnectionEvents;
  readonly #parser: Parser;
  #exchange: ServerExchange | null = null;
  #state: State = 'idle';
  /** Another request may follow the one under way. */
  #mayGoOn = true;
  #retired = false;
  /** Nothing was asked here yet. */
  #fresh = true;
  /** What came behind the request under way. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #paused = false;
  /** Seconds in this state; of a body that is awaited, and of an answer that nobody takes. */
  #age = 0;
  #bodyAge = 0;
  #bodyBytes = 0;
  #stalled = 0;
  #taken = 0;

  constructor(socket: Socket, events: ServerConnectionEvents) {
    this.socket = socket;
    this.#events = events;
    this.#parser = new Parser('request', this);
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
      passedOn(chunk.length);
    });
    socket.on('drain', () => this.#exchange?.source?.drain());
    // A client that closes its half is gone: nginx and Node see it so, and a mail client never does it.
    socket.on('end', () => {
      this.#leave();
    });
    socket.on('error', ignore);
    socket.on('close', () => {
      this.#close();
    });
  }

  // Told by the parser.

  head(head: MessageHead): boolean {
    this.#begin(head);
    return false;
  }

  body(part: Buffer): void {
    this.#bodyBytes += part.length;
    this.#exchange?.receive(part);
  }

  complete(): void {
    this.#exchange?.receiveEnd();
    // However the body was held back: whether the client is still there is to be heard.
    this.#resume();
  }

  /** The exchange under way, if any. */
  get exchange(): ServerExchange | null {
    return this.#exchange;
  }

  /** More waits for the client than it should. */
  get isBehind(): boolean {
    return this.socket.writableLength > limits.behindBytes;
  }

  /** Lets the answer under way be the last; an idle connection may still ask once. */
  retire(): void {
    this.#retired = true;
  }

  closeAfterAnswer(): void {
    this.#mayGoOn = false;
  }

  persistenceLine(version: string): string {
    if (this.#retired) this.#mayGoOn = false;
    if (!this.#mayGoOn) return 'Connection: close\r\n';
    return version === '1.0' ? 'Connection: keep-alive\r\n' : '';
  }

  pauseBody(exchange: ServerExchange): void {
    if (exchange === this.#exchange && !exchange.received) this.#pause();
  }

  resumeBody(exchange: ServerExchange): void {
    if (exchange === this.#exchange && !exchange.received) this.#resume();
  }

  /** The gateway has said all of the answer. */
  answered(exchange: ServerExchange): void {
    if (exchange !== this.#exchange) return;
    if (!this.#mayGoOn) this.#leave();
    else if (exchange.received) this.#next();
    else exchange.discard();
  }

  /** Ends the connection behind what was written. @param hard the end must not look like an orderly one */
  cut(hard: boolean): void {
    if (!hard) this.socket.destroySoon();
    // Only a bare TCP socket can be reset; in TLS a missing close_notify says the same.
    else if (this.socket instanceof TLSSocket) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** Once a second. */
  tick(): void {
    this.#age += 1;
    if (this.#state === 'exchange') this.#tickExchange();
    else if (this.#state === 'leaving') {
      if (this.#age > limits.lingerSeconds) this.socket.destroy();
    } else if (this.#state === 'head') {
      if (this.#age >= limits.headSeconds) this.#refuse('408 Request Timeout');
    } else if (this.#age >= (this.#fresh ? limits.headSeconds : limits.idleSeconds)) {
      this.socket.destroy();
    }
  }

  #tickExchange(): void {
    const { socket } = this;
    const awaitsBody = this.#exchange?.received === false && !this.#paused;
    if (awaitsBody) this.#bodyAge += 1;
    const beyond = this.#bodyAge - limits.bodyGraceSeconds;
    if (awaitsBody && beyond > 0 && this.#bodyBytes < beyond * limits.bodyBytesPerSecond) {
      this.#refuse('408 Request Timeout');
      return;
    }
    const taken = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength === 0 || taken !== this.#taken) this.#stalled = 0;
    else this.#stalled += 1;
    this.#taken = taken;
    if (this.#stalled >= limits.stalledSeconds) socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#state === 'leaving') return;
    if (this.#exchange?.received === true || this.#held.length > 0) this.#hold(chunk);
    else this.#parse(chunk);
  }

  #hold(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > limits.heldBytes) this.#pause();
  }

  #parse(chunk: Buffer): void {
    if (this.#state === 'idle') this.#enter('head');
    try {
      const parsed = this.#parser.execute(chunk);
      if (parsed.kind === 'complete') {
        if (parsed.rest !== null) this.#hold(parsed.rest);
        if (this.#exchange?.ended === true) this.answered(this.#exchange);
      } else if (parsed.kind !== 'more') this.#refuse(refusals[parsed.kind]);
    } catch (error) {
      // One request's trouble is not everybody's.
      this.#events.bug(this, error);
      this.socket.destroy();
    }
  }

  #begin(head: MessageHead): void {
    this.#enter('exchange');
    this.#fresh = false;
    this.#bodyAge = 0;
    this.#bodyBytes = 0;
    this.#stalled = 0;
    // Behind a request for another protocol something else than HTTP may come.
    this.#mayGoOn = head.keepAlive && !head.upgrade && !asksToClose(head.lines);
    const exchange = new ServerExchange(head, this);
    this.#exchange = exchange;
    this.#events.request(exchange);
  }

  #next(): void {
    this.#exchange = null;
    this.#enter('idle');
    if (this.#held.length === 0) this.#resume();
    // Not at once: this may be called while another parser runs.
    else process.nextTick(() => this.#parseHeld());
  }

  #parseHeld(): void {
    if (this.#state !== 'idle') return;
    const held = this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#resume();
    if (held !== undefined) this.#parse(held);
  }

  /** What came is no request, or came too slowly. */
  #refuse(status: string): void {
    const exchange = this.#exchange;
    if (this.#state === 'leaving') return;
    // Said within an answer, a refusal would look like a part of it.
    if (exchange !== null && (exchange.headSent || exchange.received)) {
      exchange.cut();
      this.socket.destroySoon();
      return;
    }
    if (exchange !== null) exchange.status = Number.parseInt(status, 10);
    else this.#events.refused(this.socket);
    this.socket.write(
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      'latin1',
    );
    this.#leave();
    exchange?.close();
  }

  /**
   * Nothing more is served here. Who still sends is heard out for a while: closed at once, the connection would be
   * reset by what comes, and the reset may overtake the last word (RFC 9112 9.6).
   */
  #leave(): void {
    if (this.#state === 'leaving') return;
    const heardOut = this.#exchange?.received === true && this.#held.length === 0;
    this.#enter('leaving');
    this.#held = [];
    if (heardOut || this.socket.readableEnded) this.socket.destroySoon();
    else {
      this.socket.end();
      this.#resume();
    }
  }

  #enter(state: State): void {
    this.#state = state;
    this.#age = 0;
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.socket.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.socket.resume();
  }

  #close(): void {
    this.#state = 'leaving';
    this.#parser.close();
    this.#exchange?.close();
    this.#exchange = null;
    this.#held = [];
    this.#events.closed(this);
  }
}

/** An error comes with the end of the connection, which is heard of all the same. */
const ignore = (): void => undefined;

/** llhttp overlooks a `close` with a tab behind it, which is white space all the same (RFC 9110 5.6.3). */
function asksToClose(lines: readonly HeaderLine[]): boolean {
  return lines.some(({ lower, value }) => lower === 'connection' && closing.test(value));
}
const closing = /(?:^|[,\s])close(?:$|[,\s])/i;

const refusals: Readonly<Record<Exclude<Parsed['kind'], 'more' | 'complete'>, string>> = {
  malformed: '400 Bad Request',
  upgrade: '400 Bad Request',
  'too large': '431 Request Header Fields Too Large',
};
