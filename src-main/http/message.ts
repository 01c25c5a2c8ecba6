/** Puts messages on a socket: in as few writes as there are things to say, none of them held back. */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { HeaderLine } from './fields.ts';

/** Up to here copying into one buffer is cheaper than telling the kernel of several. */
const copyUpTo = 16 * 1024;
const slabSize = 2 * copyUpTo;
const crlf = '\r\n';
export const lastChunk = '0\r\n\r\n';

/**
 * Header lines as text. Values were parsed from the wire or come from validated settings, so no line can end
 * early; Node's own server would check that once more.
 */
export function headText(startLine: string, lines: readonly HeaderLine[], more = ''): string {
  let text = startLine + crlf;
  for (const { name, value } of lines) text += `${name}: ${value}${crlf}`;
  return text + more + crlf;
}

/** Where messages are put together, one behind the other; its space is used again where the kernel takes a message at once. */
let slab = Buffer.allocUnsafeSlow(slabSize);
let used = 0;

/**
 * One write, at once: what comes before the part, the part, what comes behind it.
 * @param before,after Latin-1.
 * @param written called when the kernel has taken all of it.
 */
export function put(
  socket: Socket,
  before: string,
  part: Buffer | null,
  after: string,
  written?: (error?: Error | null) => void,
): void {
  if (part === null) {
    socket.write(before + after, 'latin1', written);
    return;
  }
  const size = before.length + part.length + after.length;
  if (size <= copyUpTo) {
    const at = placeFor(size);
    slab.write(before, at, 'latin1');
    slab.set(part, at + before.length);
    if (after !== '') slab.write(after, at + size - after.length, 'latin1');
    socket.write(slab.subarray(at, used), written);
    // The kernel has taken it all, and nobody looks there any more.
    if (socket.writableLength === 0) used = at;
    return;
  }
  socket.cork();
  if (before !== '') socket.write(before, 'latin1');
  if (after === '') socket.write(part, written);
  else {
    socket.write(part);
    socket.write(after, 'latin1', written);
  }
  socket.uncork();
}

function placeFor(size: number): number {
  if (used + size > slabSize) {
    slab = Buffer.allocUnsafeSlow(slabSize);
    used = 0;
  }
  const at = used;
  used += size;
  return at;
}

/** A part of a body in the chunked coding (RFC 9112 7.1). */
export function chunkSize(part: Buffer): string {
  return part.length.toString(16) + crlf;
}
export const chunkEnd = crlf;
