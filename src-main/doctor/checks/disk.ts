/** Room for the journal: without it decisions are not stored, though mail flows on. */
import { statfs } from 'node:fs/promises';
import { remedies } from '../../../src-shared/errors.ts';
import type { Check, Finding } from '../check.ts';

const MEBIBYTE = 1024 * 1024;
/** Hours of a busy gateway. */
const SCARCE = 1024 * MEBIBYTE;
/** Less than SQLite needs to put a file in order. */
const NOTHING_LEFT = 64 * MEBIBYTE;

export const diskCheck: Check = {
  boundMs: 10_000,
  run: async ({ paths }) => {
    // Before the first start the folder of the journal is not there.
    const found = await statfs(paths.journal).catch(() => statfs(paths.home));
    return diskFinding(found.bavail * found.bsize, found.blocks * found.bsize);
  },
};

export function diskFinding(free: number, whole: number): Finding {
  const text = `${sizeText(free)} of ${sizeText(whole)} are free.`;
  if (free >= SCARCE) return { state: 'fine', text };
  const state = free < NOTHING_LEFT ? 'fails' : 'warns';
  return { state, text, remedy: remedies.JOURNAL_FAILING };
}

function sizeText(bytes: number): string {
  const mebibytes = bytes / MEBIBYTE;
  return mebibytes < 1024 ? `${Math.floor(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
