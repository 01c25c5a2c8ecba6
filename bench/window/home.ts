/** A home with a log: 20,000 decisions of the last day, stored through the journal itself. */
import { join } from 'node:path';
import { openReader } from '../../src-main/journal/reader.ts';
import { makeHome, type Home } from '../../src-main/testing/product.ts';
import { storedLog } from '../../src-main/testing/stored-log.ts';

export const STORED = 20_000;
const DAY_MS = 86_400_000;

export async function homeWithLog(): Promise<Home> {
  // Nobody is there; the bench sends no request.
  const home = await makeHome('http://127.0.0.1:9', []);
  const log = await storedLog(home.path, undefined, DAY_MS / STORED);
  await log.add(STORED, new Date(Date.now() - DAY_MS));
  await log.close();
  return home;
}

/** The number of the last decision that is in the file. */
export function storedIn(home: string): number {
  const reader = openReader(join(home, 'journal'));
  const last = reader?.lastSeq();
  reader?.close();
  return last?.ok === true ? last.value : 0;
}
