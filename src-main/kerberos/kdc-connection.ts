/**
 * One message to a KDC and its reply, on a TCP connection of its own: four bytes of length before each (RFC 4120 7.2.2). UDP is not
 * used: replies with a PAC outgrow it.
 */
import { connect as netConnect } from 'node:net';
import type { Socket } from 'node:net';
import type { KdcAddress } from './find-kdc.ts';

export type Connect = (address: KdcAddress) => Socket;

export interface Limits {
  readonly connectMs: number;
  readonly answerMs: number;
}

/** A PAC with a thousand groups is far below. */
const mostBytes = 1024 * 1024;

export type Answer =
  | { readonly ok: true; readonly reply: Buffer }
  /** `silent`: another KDC may do better. Otherwise there was an answer, but not that of a KDC. */
  | { readonly ok: false; readonly silent: boolean; readonly why: string };

export interface Asked {
  readonly answer: Promise<Answer>;
  readonly end: () => void;
}

export function askKdc(
  address: KdcAddress,
  message: Buffer,
  limits: Limits,
  connect: Connect = netConnect,
): Asked {
  const socket = connect(address);
  const reader = replyReader();
  let settle: (answer: Answer) => void;
  const answer = new Promise<Answer>((resolve) => (settle = resolve));
  let timer = setTimeout(() => silent(`no connection in ${limits.connectMs} ms`), limits.connectMs);

  function end(result: Answer): void {
    clearTimeout(timer);
    socket.destroy();
    settle(result);
  }
  const silent = (why: string): void => end({ ok: false, silent: true, why });

  socket.on('connect', () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent(`no answer in ${limits.answerMs} ms`), limits.answerMs);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(message.length, 0);
    socket.write(Buffer.concat([head, message]));
  });
  socket.on('data', (chunk) => {
    const result = reader(chunk);
    if (result !== null) end(result);
  });
  socket.on('error', (error) => {
    silent('code' in error ? String(error.code) : error.message);
  });
  socket.on('close', () => silent('it closed the connection before its answer was complete'));
  return { answer, end: () => silent('the gateway is ending') };
}

/** @returns what there is to say after each chunk; null: go on reading */
function replyReader(): (chunk: Buffer) => Answer | null {
  const chunks: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 4) return null;
    const begin = (chunks[0]?.length ?? 0) < 4 ? joined(chunks) : (chunks[0] ?? chunk);
    const length = begin.readUInt32BE(0);
    if (length === 0 || length > mostBytes) return not(`a reply of ${length} bytes is announced`);
    if (size < 4 + length) return null;
    if (size > 4 + length) return not('bytes follow its reply');
    return { ok: true, reply: joined(chunks).subarray(4) };
  };
}

function joined(chunks: Buffer[]): Buffer {
  const all = Buffer.concat(chunks);
  chunks.splice(0, chunks.length, all);
  return all;
}

const not = (why: string): Answer => ({ ok: false, silent: false, why });
