/** The last good copy of each list, so that a restart works while the server of the lists does not. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { success, type Result } from '../../../src-shared/errors.ts';
import { atomicWrite } from '../../disk/atomic-write.ts';
import { readPlainFile } from '../../disk/contained-file.ts';

const sizeLimit = 32 * 1024 * 1024;

export interface KeptLists {
  /** Null: none is kept, or it cannot be read. It is judged anew like one that was fetched. */
  readonly read: (url: string) => Promise<Buffer | null>;
  readonly write: (url: string, der: Buffer) => Promise<Result<null>>;
}

/** @param folder null: nothing is kept */
export function keptLists(folder: string | null): KeptLists {
  if (folder === null) return { read: async () => null, write: async () => success(null) };
  // The address is from a certificate: it never becomes a path.
  const fileOf = (url: string): string =>
    join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.crl`);
  return {
    read: async (url) => {
      const read = await readPlainFile(fileOf(url), sizeLimit);
      return read.ok ? read.value : null;
    },
    write: async (url, der) => {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
      return atomicWrite(fileOf(url), der, 'private');
    },
  };
}
