import { useEffect, useRef } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { size } from '../theme/tokens.ts';
import type { RowKey } from './column.ts';
import { keyAt } from './find-row.ts';
import { moveTo } from './keys.ts';
import type { VirtualTableProps } from './virtual-table.tsx';

interface Moves {
  readonly reveal: (index: number) => void;
  readonly hold: () => void;
  readonly jumpToEnd: () => void;
}

interface Grid {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly point: (index: number) => void;
  readonly open: (index: number) => void;
  readonly check: (index: number, reach: boolean) => void;
}

/** What keyboard and mouse do. The functions stay the same, so that rows need no new render. */
export function useGrid<Row>(
  props: VirtualTableProps<Row>,
  scroller: RefObject<HTMLElement | null>,
  active: number,
  moves: Moves,
): Grid {
  const now = { props, moves, active };
  const latest = useRef(now);
  const reachFrom = useRef(-1);
  useEffect(() => {
    latest.current = now;
  });

  const made = useRef<Omit<Grid, 'onKeyDown'>>(null);
  made.current ??= {
    point: (index) => activate(latest.current, index, 'mouse'),
    open: (index) => open(latest.current, index),
    check: (index, reach) => {
      check(latest.current.props, reach ? reachFrom.current : index, index);
      reachFrom.current = index;
      activate(latest.current, index, 'mouse');
    },
  };
  const { point, open: openRow, check: checkRow } = made.current;

  const onKeyDown = (event: KeyboardEvent) => {
    // Buttons in the head have keys of their own.
    if (event.target !== event.currentTarget || event.altKey) return;
    if (handled(event)) event.preventDefault();
  };
  const handled = (event: KeyboardEvent): boolean => {
    if (event.key === 'Enter' && active >= 0) {
      openRow(active);
      return true;
    }
    if (props.onCheck !== undefined && checks(event)) return true;
    if (event.ctrlKey || event.metaKey) return false;
    const to = moveTo(event.key, { active, count: props.rows.length, ...view(scroller.current) });
    if (to === null) return false;
    const from = active;
    activate(now, to, 'keyboard');
    if (props.onCheck !== undefined && event.shiftKey) check(props, from, to);
    return true;
  };
  const checks = (event: KeyboardEvent): boolean => {
    if (event.key === ' ' && active >= 0) {
      checkRow(active, event.shiftKey);
      return true;
    }
    if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey)) return false;
    props.onCheck?.(new Set(props.rows.map(props.rowKey)));
    return true;
  };
  return { onKeyDown, point, open: openRow, check: checkRow };
}

interface Latest<Row> {
  readonly props: VirtualTableProps<Row>;
  readonly moves: Moves;
  readonly active: number;
}

/**
 * To walk to the last row of a live list is to follow again; to click it is to look at it, and it
 * must not be carried off.
 */
function activate<Row>(
  { props, moves }: Latest<Row>,
  index: number,
  by: 'mouse' | 'keyboard',
): void {
  const key = keyAt(props.rows, props.rowKey, index);
  if (key === null) return;
  props.onActive(key);
  if (props.follow === true && by === 'keyboard' && index === props.rows.length - 1) {
    moves.jumpToEnd();
    return;
  }
  moves.hold();
  moves.reveal(index);
}

function open<Row>({ props }: Latest<Row>, index: number): void {
  const row = props.rows[index];
  if (row !== undefined) props.onOpen?.(row);
}

/** From one row to another all get checked; a row by itself changes. */
function check<Row>(props: VirtualTableProps<Row>, from: number, to: number): void {
  const checked = new Set<RowKey>(props.checked);
  if (from === to || from < 0) {
    const key = keyAt(props.rows, props.rowKey, to);
    if (key !== null && !checked.delete(key)) checked.add(key);
  } else {
    const [first, last] = from < to ? [from, to] : [to, from];
    for (const row of props.rows.slice(first, last + 1)) checked.add(props.rowKey(row));
  }
  props.onCheck?.(checked);
}

function view(element: HTMLElement | null): { page: number; first: number } {
  const height = (element?.clientHeight ?? 0) - size.tableHead;
  return {
    page: Math.max(Math.floor(height / size.row), 1),
    first: Math.ceil((element?.scrollTop ?? 0) / size.row),
  };
}
