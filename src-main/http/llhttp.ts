/**
 * llhttp, the parser of Node itself, as the WebAssembly build that undici carries (ADR 17). Never lenient.
 *
 * One instance serves the whole process: parsing is synchronous, so at any moment at most one parser runs.
 */
import type { Buffer } from 'node:buffer';
import bytes from 'undici/lib/llhttp/llhttp-wasm.js';

/** What a running parser does with what llhttp finds; `at` and `length` lie in the input. */
export interface Spans {
  onTarget: (at: number, length: number) => number;
  onReason: (at: number, length: number) => number;
  onName: (at: number, length: number) => number;
  onValue: (at: number, length: number) => number;
  onHead: (status: number, upgrade: boolean, keepAlive: boolean) => number;
  onBody: (at: number, length: number) => number;
  onComplete: () => number;
}

/** llhttp's codes, as far as they are told apart here. */
export const codes = { ok: 0, paused: 21, pausedUpgrade: 22, pausedH2: 23, user: 24 } as const;
export const kinds = { request: 1, response: 2 } as const;

/** Larger chunks are parsed in pieces. */
export const inputSize = 64 * 1024;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly malloc: (size: number) => number;
  readonly llhttp_alloc: (kind: number) => number;
  readonly llhttp_free: (parser: number) => void;
  readonly llhttp_execute: (parser: number, at: number, length: number) => number;
  readonly llhttp_finish: (parser: number) => number;
  readonly llhttp_resume: (parser: number) => void;
  readonly llhttp_get_method: (parser: number) => number;
  readonly llhttp_get_http_major: (parser: number) => number;
  readonly llhttp_get_http_minor: (parser: number) => number;
  readonly llhttp_should_keep_alive: (parser: number) => number;
  readonly llhttp_get_error_pos: (parser: number) => number;
  readonly llhttp_get_error_reason: (parser: number) => number;
  readonly llhttp_method_name: (method: number) => number;
}

let running: Spans | null = null;

function spans(): Spans {
  if (running === null) throw new Error('llhttp called back although nothing is parsed');
  return running;
}

const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), {
  env: {
    wasm_on_message_begin: () => codes.ok,
    wasm_on_url: (_: number, at: number, length: number) => spans().onTarget(at - input, length),
    wasm_on_status: (_: number, at: number, length: number) => spans().onReason(at - input, length),
    wasm_on_header_field: (_: number, at: number, length: number) =>
      spans().onName(at - input, length),
    wasm_on_header_value: (_: number, at: number, length: number) =>
      spans().onValue(at - input, length),
    wasm_on_headers_complete: (_: number, status: number, upgrade: number, keepAlive: number) =>
      spans().onHead(status, upgrade === 1, keepAlive === 1),
    wasm_on_body: (_: number, at: number, length: number) => spans().onBody(at - input, length),
    wasm_on_message_complete: () => spans().onComplete(),
  },
});
const llhttp = instance.exports as unknown as Exports;
llhttp._initialize();
const input = llhttp.malloc(inputSize);
let view = new Uint8Array(llhttp.memory.buffer, input, inputSize);

export function open(kind: keyof typeof kinds): number {
  return llhttp.llhttp_alloc(kinds[kind]);
}

export function free(parser: number): void {
  llhttp.llhttp_free(parser);
}

/** Parses at most `inputSize` bytes; returns llhttp's code. */
export function execute(parser: number, piece: Buffer, to: Spans): number {
  // The memory may have grown since: then the old view is a view of nothing.
  if (view.buffer !== llhttp.memory.buffer) {
    view = new Uint8Array(llhttp.memory.buffer, input, inputSize);
  }
  view.set(piece);
  begin(to);
  try {
    return llhttp.llhttp_execute(parser, input, piece.length);
  } finally {
    running = null;
  }
}

/** The peer has ended its half: what is open ends here, or is broken off (an error). */
export function finish(parser: number, to: Spans): number {
  begin(to);
  try {
    return llhttp.llhttp_finish(parser);
  } finally {
    running = null;
  }
}

/** How many bytes of the last piece were parsed when it paused or failed. */
export function position(parser: number): number {
  return llhttp.llhttp_get_error_pos(parser) - input;
}

export function resume(parser: number): void {
  llhttp.llhttp_resume(parser);
}

export function methodOf(parser: number): string {
  const method = llhttp.llhttp_get_method(parser);
  const known = methodNames.get(method);
  if (known !== undefined) return known;
  const name = text(llhttp.llhttp_method_name(method));
  methodNames.set(method, name);
  return name;
}
const methodNames = new Map<number, string>();

export function versionOf(parser: number): string {
  const major = llhttp.llhttp_get_http_major(parser);
  const minor = llhttp.llhttp_get_http_minor(parser);
  if (major === 1) return minor === 1 ? '1.1' : minor === 0 ? '1.0' : `1.${String(minor)}`;
  return `${String(major)}.${String(minor)}`;
}

/** Whether llhttp reads on behind the message whose end it tells just now. */
export function readsOn(parser: number): boolean {
  return llhttp.llhttp_should_keep_alive(parser) === 1;
}

export function reasonOf(parser: number): string {
  return text(llhttp.llhttp_get_error_reason(parser));
}

function begin(to: Spans): void {
  // A handler that parses within a callback would overwrite the input under the outer parser.
  if (running !== null) throw new Error('one parser runs within another');
  running = to;
}

/** A C string of the instance. */
function text(at: number): string {
  const memory = new Uint8Array(llhttp.memory.buffer);
  const end = at === 0 ? 0 : memory.indexOf(0, at);
  return String.fromCharCode(...memory.subarray(at, end));
}
