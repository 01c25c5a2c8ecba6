/**
 * What lies between the parts of a message that llhttp tells of. It is more lenient there than the grammar: it takes
 * several spaces in a start line, CR CR behind one, answers of RTSP and ICE, and chunk extensions without end.
 */
import type { Buffer } from 'node:buffer';

/** More than any start line without its target. */
const kept = 64;

export class Between {
  #chunk: Buffer | null = null;
  /** End of the last part within the chunk. */
  #end = 0;
  /** What came behind the last part in chunks before, its end at least, and how much it was. */
  #carried = '';
  #carriedBytes = 0;

  begin(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#end = 0;
  }

  /** The chunk was read to its end. */
  carry(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    this.#carriedBytes = this.bytes(chunk.length);
    this.#carried = this.text(chunk.length);
    this.#chunk = null;
  }

  /** A new message begins with the next chunk. */
  forget(): void {
    this.#chunk = null;
    this.#carried = '';
    this.#carriedBytes = 0;
  }

  /** A part of the message. */
  part(at: number, length: number): void {
    this.#end = at + length;
    this.#carried = '';
    this.#carriedBytes = 0;
  }

  /** How much lies before `at`. */
  bytes(at: number): number {
    return this.#carriedBytes + at - this.#end;
  }

  /** What lies before `at`, as Latin-1; its end, where it is long. */
  text(at: number): string {
    const here = this.#chunk?.toString('latin1', Math.max(this.#end, at - kept), at) ?? '';
    return this.#carried === '' ? here : (this.#carried + here).slice(-kept);
  }
}
