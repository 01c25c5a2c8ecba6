/** Reads the messages of one connection, one after the other: head, body, end. */
import { Buffer } from 'node:buffer';
import { Between } from './between.ts';
import { headerLine } from './fields.ts';
import type { HeaderLine } from './fields.ts';
import * as llhttp from './llhttp.ts';

export interface MessageHead {
  /** Of a request, else empty. */
  readonly method: string;
  /** The raw request-target, else empty. */
  readonly target: string;
  /** Of a response, else 0. */
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly lines: readonly HeaderLine[];
  /** By version and `Connection`: another message may follow. */
  readonly keepAlive: boolean;
  /** It asks for another protocol. */
  readonly upgrade: boolean;
}

/** Called while a chunk is parsed; may end the connection, may not parse. */
export interface MessageSink {
  /** @returns whether the head alone is the message, whatever it announces (the answer to a HEAD) */
  readonly head: (head: MessageHead) => boolean;
  /** A part of the body as it came, chunk framing removed. Not to be kept: it lies in the chunk that was given. */
  readonly body: (part: Buffer) => void;
  /** @param mayGoOn false: by its trailers nothing may follow, though its head said otherwise */
  readonly complete: (mayGoOn: boolean) => void;
}

export type Parsed =
  /** All was read; the message goes on. */
  | { readonly kind: 'more' }
  /** A message ended; `rest` is what came behind it. */
  | { readonly kind: 'complete'; readonly rest: Buffer | null }
  /** What follows is another protocol. */
  | { readonly kind: 'upgrade' }
  | { readonly kind: 'too large' }
  | { readonly kind: 'malformed'; readonly text: string };

/** Bytes of one head (Kerberos tokens reach 64 KB, facts: ews 6.3), and of the trailers of one body. */
const maxHeadBytes = 64 * 1024;
/** More lines than any client sends; what Node's own server would drop silently begins at about 1000 (facts: ews 6.2). */
export const maxHeaderLines = 100;
/** Answers with 100, 103 and the like before the answer; more is no Exchange. */
const maxInformational = 16;

const more: Parsed = { kind: 'more' };
const complete: Parsed = { kind: 'complete', rest: null };
/** Between a request's target and its first name (RFC 9112 3): one space, no more. */
const versionAndEnd = /^ HTTP\/\d\.\d\r\n$/;
/** Before the reason of an answer, which may stand behind one with 1xx (RFC 9112 4). */
const statusLine = /(?:^|\r\n)HTTP\/\d\.\d \d{3} $/;
const bareStatusLine = /(?:^|\r\n)HTTP\/\d\.\d \d{3} ?\r\n$/;
/** What may lie between two parts of a body: sizes, chunk extensions. */
const maxBetween = 16 * 1024;
const headEnd = Buffer.from('\r\n\r\n');

export class Parser implements llhttp.Spans {
  readonly #handle: number;
  readonly #kind: 'request' | 'response';
  readonly #sink: MessageSink;
  #open = true;
  #inUse = false;

  // Of the chunk that is being parsed.
  #chunk: Buffer | null = null;
  /** The head's part of the chunk as text, decoded in one go, and where it begins. */
  #text: string | null = null;
  #textAt = 0;
  readonly #between = new Between();

  // Of the message that is being read.
  #inHead = true;
  #headBytes = 0;
  #target = '';
  #reason = '';
  #names: string[] = [];
  #values: string[] = [];
  #informational = 0;
  /** Why it is refused although llhttp would take it. */
  #flaw: string | null = null;
  #passedOver = false;
  #hasTrailers = false;

  constructor(kind: 'request' | 'response', sink: MessageSink) {
    this.#kind = kind;
    this.#sink = sink;
    this.#handle = llhttp.open(kind);
  }

  /** Whether something of a message has come, but not its head. */
  get inHead(): boolean {
    return this.#inHead && this.#headBytes > 0;
  }

  /** Reads on. After `complete` the next call begins the next message. */
  execute(chunk: Buffer): Parsed {
    if (!this.#open) return complete;
    this.#inUse = true;
    try {
      let parsed = more;
      for (let at = 0; at < chunk.length && parsed.kind === 'more'; at += llhttp.inputSize) {
        parsed = this.#piece(chunk, at);
      }
      return parsed;
    } finally {
      this.#used();
    }
  }

  /** The peer ended its half. `complete`: the end of the connection was the end of the message. */
  finish(): Parsed {
    if (!this.#open) return complete;
    this.#inUse = true;
    try {
      const code = llhttp.finish(this.#handle, this);
      if (code === llhttp.codes.ok) return more;
      return code === llhttp.codes.paused ? complete : this.#failed(code);
    } finally {
      this.#used();
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (!this.#inUse) llhttp.free(this.#handle);
  }

  /** Whoever is told of a message may close the parser; llhttp must not lose its state while it runs. */
  #used(): void {
    this.#inUse = false;
    if (!this.#open) llhttp.free(this.#handle);
  }

  #piece(chunk: Buffer, at: number): Parsed {
    const end = Math.min(at + llhttp.inputSize, chunk.length);
    const piece = at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end);
    this.#chunk = piece;
    this.#between.begin(piece);
    const code = llhttp.execute(this.#handle, piece, this);
    this.#chunk = null;
    this.#text = null;
    if (code === llhttp.codes.ok) {
      this.#between.carry();
      return this.#between.bytes(0) > maxBetween ? { kind: 'too large' } : more;
    }
    this.#between.forget();
    if (code !== llhttp.codes.paused) return this.#failed(code);
    const over = at + llhttp.position(this.#handle);
    if (this.#open) llhttp.resume(this.#handle);
    return over < chunk.length ? { kind: 'complete', rest: chunk.subarray(over) } : complete;
  }

  #failed(code: number): Parsed {
    if (this.#flaw !== null) return { kind: 'malformed', text: this.#flaw };
    if (code === llhttp.codes.user) return { kind: 'too large' };
    if (code === llhttp.codes.pausedUpgrade) return { kind: 'upgrade' };
    return { kind: 'malformed', text: llhttp.reasonOf(this.#handle) };
  }

  // Called by llhttp while it runs.

  onTarget(at: number, length: number): number {
    if (this.#target === '' && this.#between.text(at).endsWith('  ')) return this.#refuse();
    this.#between.part(at, length);
    this.#target += this.#slice(at, length);
    return this.#count(length);
  }

  onReason(at: number, length: number): number {
    if (this.#reason === '' && !statusLine.test(this.#between.text(at))) return this.#refuse();
    this.#between.part(at, length);
    this.#reason += this.#slice(at, length);
    return this.#count(length);
  }

  onName(at: number, length: number): number {
    if (this.#inHead && this.#names.length === 0 && !this.#isLineEnd(at)) return this.#refuse();
    this.#between.part(at, length);
    const text = this.#slice(at, length);
    // One that has no value yet goes on: the chunk before ended within it.
    if (this.#names.length > this.#values.length) append(this.#names, text);
    else if (this.#inHead) this.#names.push(text);
    else this.#hasTrailers = true;
    return this.#count(length);
  }

  onValue(at: number, length: number): number {
    this.#between.part(at, length);
    const text = this.#slice(at, length);
    if (this.#names.length > this.#values.length) this.#values.push(text);
    else if (this.#inHead) append(this.#values, text);
    return this.#count(length);
  }

  onHead(status: number, upgrade: boolean, keepAlive: boolean): number {
    this.#inHead = false;
    if (status >= 100 && status < 200 && !upgrade) return this.#passOver();
    const head: MessageHead = {
      method: this.#kind === 'request' ? llhttp.methodOf(this.#handle) : '',
      target: this.#target,
      status,
      reason: this.#reason,
      version: llhttp.versionOf(this.#handle),
      lines: this.#names.map((name, at) => headerLine(name, trimmedEnd(this.#values[at] ?? ''))),
      keepAlive,
      upgrade,
    };
    this.#forget();
    return this.#sink.head(head) ? 1 : 0;
  }

  onBody(at: number, length: number): number {
    const chunk = this.#chunk;
    if (chunk === null) return llhttp.codes.ok;
    if (this.#between.bytes(at) > maxBetween) return llhttp.codes.user;
    this.#between.part(at, length);
    this.#sink.body(length === chunk.length ? chunk : chunk.subarray(at, at + length));
    return llhttp.codes.ok;
  }

  onComplete(): number {
    this.#inHead = true;
    // llhttp obeys `Connection` and `Transfer-Encoding` there as well, and would refuse what comes next.
    const mayGoOn = !this.#hasTrailers || llhttp.readsOn(this.#handle);
    this.#forget();
    if (this.#passedOver) {
      this.#passedOver = false;
      return llhttp.codes.ok;
    }
    this.#informational = 0;
    this.#sink.complete(mayGoOn);
    return llhttp.codes.paused;
  }

  /** 100, 103 and the like: the answer is still to come, and they have no body, whatever they announce (RFC 9112 6.3). */
  #passOver(): number {
    this.#forget();
    this.#passedOver = true;
    this.#informational += 1;
    return this.#informational > maxInformational ? llhttp.codes.user : 1;
  }

  #refuse(): number {
    this.#flaw = 'the start line is not by the grammar';
    return llhttp.codes.user;
  }

  /** Whether the start line ended as it should before the first name. */
  #isLineEnd(at: number): boolean {
    const before = this.#between.text(at);
    if (this.#kind === 'request') return versionAndEnd.test(before);
    return before === '\r\n' || (this.#reason === '' && bareStatusLine.test(before));
  }

  #forget(): void {
    this.#headBytes = 0;
    this.#hasTrailers = false;
    this.#target = '';
    this.#reason = '';
    this.#names = [];
    this.#values = [];
  }

  /** Counts the bytes of a head, or of trailers, and stops the parser at too many. */
  #count(length: number): number {
    this.#headBytes += length;
    const tooLarge = this.#headBytes > maxHeadBytes || this.#names.length > maxHeaderLines;
    return tooLarge ? llhttp.codes.user : llhttp.codes.ok;
  }

  /** A part of the head. All of the chunk's head is decoded at once: a call per line would cost more than llhttp. */
  #slice(at: number, length: number): string {
    const chunk = this.#chunk;
    if (chunk === null) return '';
    // A chunk may hold two heads: 100 Continue, and the answer behind it.
    if (this.#text === null || at + length > this.#textAt + this.#text.length) {
      const end = chunk.indexOf(headEnd, at);
      this.#textAt = at;
      this.#text = chunk.toString('latin1', at, end < 0 ? chunk.length : end + headEnd.length);
    }
    return this.#text.slice(at - this.#textAt, at - this.#textAt + length);
  }
}

function append(texts: string[], more: string): void {
  texts.push(`${texts.pop() ?? ''}${more}`);
}

/** llhttp leaves the white space behind a value. */
function trimmedEnd(value: string): string {
  const last = value.charCodeAt(value.length - 1);
  return last === 0x20 || last === 0x09 ? value.trimEnd() : value;
}
