import { useEffect, useRef } from 'react';
import type { RowKey } from './column.ts';
import { findRow } from './find-row.ts';

/** Index of the active row; -1: there is none, or it has gone. */
export function useActiveRow<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => RowKey,
  key: RowKey | null,
): number {
  const near = useRef(0);
  const active = findRow(rows, rowKey, key, near.current);
  useEffect(() => {
    if (active >= 0) near.current = active;
  }, [active]);
  return active;
}
