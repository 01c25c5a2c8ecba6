import { clip } from '../../src-shared/clip.ts';
import { problem } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { chained, findIn, hashOf } from './chains.ts';
import { readKeys, readRows } from './rows.ts';
import type { Rows } from './rows.ts';
import type { Work } from './work.ts';

/** Most problems that are listed of one file; more say nothing new. */
export const PROBLEM_LIMIT = 20;

/** `lineOf` gives the line of a record in its file, where there is one. */
export function* findDuplicates(
  rows: Rows,
  lineOf: (index: number) => number | undefined = () => undefined,
): Work<readonly Problem[]> {
  const keyAt = readKeys(rows);
  const hashes = new Uint32Array(rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    yield;
    hashes[row] = hashOf(keyAt(row));
  }
  const byKey = chained(hashes);
  const found: Problem[] = [];
  for (const [row, hash] of hashes.entries()) {
    yield;
    const earlier = findIn(byKey, hash, (each) => each === row || keyAt(each) === keyAt(row));
    if (earlier === row || found.length >= PROBLEM_LIMIT) continue;
    const name = clip(readRows(rows).shownId(row), 64);
    const message = `records ${earlier + 1} and ${row + 1} have the same deviceId "${name}"`;
    found.push(
      problem('DEVICE_DUPLICATE', message, { key: `[${row}].deviceId`, line: lineOf(row) }),
    );
  }
  return found;
}
