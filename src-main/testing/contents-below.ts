/** What lies in a folder, to look whether a secret is in it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Content {
  readonly path: string;
  /** A character for each byte. */
  readonly text: string;
}

export async function contentsBelow(folder: string): Promise<readonly Content[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inside = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return contentsBelow(path);
    return entry.isFile() ? [{ path, text: await readFile(path, 'latin1') }] : [];
  });
  return (await Promise.all(inside)).flat();
}
