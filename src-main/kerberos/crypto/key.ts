/** A key that shows itself to nobody: neither `JSON.stringify` nor a log sees its bytes, and only ciphers and messages ask for them. */
import { timingSafeEqual } from 'node:crypto';

export class Key {
  readonly enctype: number;
  readonly #bytes: Buffer;

  constructor(enctype: number, bytes: Buffer) {
    this.enctype = enctype;
    // A copy: the reply that it was cut from may be as large as a megabyte.
    this.#bytes = Buffer.from(bytes);
  }

  static bytesOf(key: Key): Buffer {
    return key.#bytes;
  }

  static same(one: Key, other: Key): boolean {
    return (
      one.enctype === other.enctype &&
      one.#bytes.length === other.#bytes.length &&
      timingSafeEqual(one.#bytes, other.#bytes)
    );
  }
}
