/** A file that the administrator chose, written part by part: there whole, or not at all. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { problem, SallyportError } from '../../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../../disk/system-errors.ts';

/** Rejects with `FILE_UNWRITABLE` or what the source of the parts says; half a file is never left behind. */
export async function exportFile(file: string, parts: AsyncIterable<string>): Promise<void> {
  // Beside it, so that the rename is one step; a name that nobody else has.
  const part = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await writeAll(part, parts);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof SallyportError) throw error;
    // Without a code it is no failure of the disk.
    if (errorCode(error) === '') throw error;
    const message = `${file} cannot be written: ${reasonOf(error)}.`;
    throw new SallyportError([problem('FILE_UNWRITABLE', message, { file })]);
  }
}

async function writeAll(path: string, parts: AsyncIterable<string>): Promise<void> {
  const out = await open(path, 'wx', 0o600);
  try {
    for await (const part of parts) await out.appendFile(part);
  } finally {
    await out.close();
  }
}
