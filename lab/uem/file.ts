import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export type Writer = {
  /** Resolves once this text, or a later one, is in the file. */
  readonly write: (text: string) => Promise<void>;
};

/** Whole or not at all: a temporary file beside it, then a rename. Writes come one after another. */
export function atomicWriter(file: string): Writer {
  let last: Promise<void> = Promise.resolve();
  return {
    write: (text) => {
      last = last.catch(() => undefined).then(() => writeOnce(file, text));
      return last;
    },
  };
}

async function writeOnce(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
