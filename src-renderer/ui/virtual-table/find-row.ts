import type { RowKey } from './column.ts';

/**
 * The place of a row by its key, -1 when it is gone. Rows come at the end and go at the front, so
 * it is looked for from where it was towards the front first.
 */
export function findRow<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => RowKey,
  key: RowKey | null,
  near: number,
): number {
  if (key === null) return -1;
  for (let index = Math.min(near, rows.length - 1); index >= 0; index -= 1) {
    if (keyAt(rows, rowKey, index) === key) return index;
  }
  for (let index = Math.max(near + 1, 0); index < rows.length; index += 1) {
    if (keyAt(rows, rowKey, index) === key) return index;
  }
  return -1;
}

export function keyAt<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => RowKey,
  index: number,
): RowKey | null {
  const row = rows[index];
  return row === undefined ? null : rowKey(row);
}
