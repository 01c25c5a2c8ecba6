/** Reads a secret from standard input: asked for without an echo at a terminal, else whole. */
import { StringDecoder } from 'node:string_decoder';
import { MOST_SECRET_BYTES } from '../../src-shared/secrets.ts';

const enter = new Set(['\r', '\n']);
const erase = new Set(['\u007f', '\b']);
/** Ctrl-C and Ctrl-D. */
const givenUp = new Set(['\u0003', '\u0004']);

type Input = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (mode: boolean) => unknown;
};

/** @returns at most one byte more than a secret may have, and nothing where the person gave up */
export async function readSecret(
  input: Input,
  say: (text: string) => void,
  prompt: string,
): Promise<Buffer> {
  return input.isTTY === true ? typed(input, say, prompt) : whole(input);
}

async function whole(input: Input): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > MOST_SECRET_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, MOST_SECRET_BYTES + 1);
}

function typed(input: Input, say: (text: string) => void, prompt: string): Promise<Buffer> {
  say(prompt);
  input.setRawMode?.(true);
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    const line = new TypedLine();
    const hear = (chunk: Buffer): void => {
      const value = line.type(decoder.write(chunk));
      if (value === null) return;
      input.off('data', hear);
      input.setRawMode?.(false);
      input.pause();
      say('\n');
      resolve(Buffer.from(value));
    };
    input.on('data', hear);
    input.resume();
  });
}

class TypedLine {
  readonly #characters: string[] = [];

  /** @returns the line once it is complete, nothing where the person gave up; null: more is awaited */
  type(text: string): string | null {
    for (const character of text) {
      if (enter.has(character)) return this.#characters.join('');
      if (givenUp.has(character)) return '';
      if (erase.has(character)) this.#characters.pop();
      else this.#characters.push(character);
    }
    return null;
  }
}
