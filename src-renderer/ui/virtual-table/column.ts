import type { ReactNode } from 'react';

export type RowKey = string | number;

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** Pixels it needs at least. */
  readonly width: number;
  /** Its share of the room that is left; 0 (as without it) stays at `width`. */
  readonly grow?: number;
  /** Where there is no room for all, the column with the highest number goes first; one without it stays. */
  readonly yields?: number;
  /** Numbers stand at the end. */
  readonly align?: 'end';
  /** Ids, hosts, keys, times. */
  readonly mono?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The whole text on hover, where the cell may be cut; without it, what the cell says if it is text. */
  readonly hover?: (row: Row) => string | undefined;
  /** The direction that comes first: names from A, numbers and times from the largest. */
  readonly sortable?: Sort['direction'];
}

export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

const checkWidth = 40;

/** @param room pixels; 0 where nobody can measure, and all columns are shown */
export function columnsFor<Row>(
  columns: readonly Column<Row>[],
  checkable: boolean,
  room: number,
): readonly Column<Row>[] {
  if (room === 0 || leastOf(columns, checkable) <= room) return columns;
  const [first] = columns
    .filter(({ yields }) => yields !== undefined)
    .sort((one, other) => (other.yields ?? 0) - (one.yields ?? 0));
  if (first === undefined) return columns;
  return columnsFor(
    columns.filter((each) => each !== first),
    checkable,
    room,
  );
}

const leastOf = (columns: readonly Column<never>[], checkable: boolean): number =>
  columns.reduce((sum, { width }) => sum + width, checkable ? checkWidth : 0);

/** The same tracks and the same least width for head and rows keep them in line. */
export function layoutOf(columns: readonly Column<never>[], checkable: boolean) {
  const check = checkable ? [`${String(checkWidth)}px`] : [];
  const tracks = columns.map(({ width, grow = 0 }) =>
    grow > 0 ? `minmax(${String(width)}px, ${String(grow)}fr)` : `${String(width)}px`,
  );
  const minWidth = leastOf(columns, checkable);
  return { gridTemplateColumns: [...check, ...tracks].join(' '), minWidth } as const;
}

export type TableLayout = ReturnType<typeof layoutOf>;
