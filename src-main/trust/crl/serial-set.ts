/** Serial numbers as places in the list that holds them: 100,000 of them cost a megabyte beside it, and no object each. */
import { Malformed } from '../../der/malformed.ts';

/** RFC 5280 4.1.2.2 says 20 octets; some authorities have written one more. */
const longest = 32;

export class SerialSet {
  readonly #bytes: Buffer;
  /** Where each begins, plus one; 0: free. */
  #places = new Uint32Array(64);
  #lengths = new Uint8Array(64);
  #size = 0;

  /** @param bytes kept: the serial numbers stay where they are in it */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#size;
  }

  add(at: number, length: number): void {
    if (length === 0 || length > longest) throw new Malformed('a serial number of no size');
    if (this.#size * 2 >= this.#places.length) this.#grow();
    if (this.#put(at, length)) this.#size += 1;
  }

  has(serial: Buffer): boolean {
    for (let slot = this.#first(serial, 0, serial.length); ; slot = this.#next(slot)) {
      const place = this.#places[slot] ?? 0;
      if (place === 0) return false;
      const length = this.#lengths[slot] ?? 0;
      if (this.#bytes.compare(serial, 0, serial.length, place - 1, place - 1 + length) === 0)
        return true;
    }
  }

  #put(at: number, length: number): boolean {
    const { buffer, byteOffset } = this.#bytes;
    const serial = Buffer.from(buffer, byteOffset + at, length);
    let slot = this.#first(this.#bytes, at, length);
    for (; (this.#places[slot] ?? 0) !== 0; slot = this.#next(slot)) {
      const place = (this.#places[slot] ?? 0) - 1;
      const end = place + (this.#lengths[slot] ?? 0);
      if (this.#bytes.compare(serial, 0, length, place, end) === 0) return false;
    }
    this.#places[slot] = at + 1;
    this.#lengths[slot] = length;
    return true;
  }

  #grow(): void {
    const [places, lengths] = [this.#places, this.#lengths];
    this.#places = new Uint32Array(places.length * 2);
    this.#lengths = new Uint8Array(places.length * 2);
    for (const [slot, place] of places.entries()) {
      if (place !== 0) this.#put(place - 1, lengths[slot] ?? 0);
    }
  }

  /** FNV-1a. Who could choose the numbers to collide is the authority itself. */
  #first(bytes: Buffer, at: number, length: number): number {
    let hash = 0x811c9dc5;
    for (let each = at; each < at + length; each += 1)
      hash = Math.imul(hash ^ (bytes[each] ?? 0), 0x01000193);
    return (hash >>> 0) & (this.#places.length - 1);
  }

  #next(slot: number): number {
    return (slot + 1) & (this.#places.length - 1);
  }
}
