import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, RefObject } from 'react';
import { size } from '../theme/tokens.ts';
import type { RowKey } from './column.ts';
import { findRow, keyAt } from './find-row.ts';
import { moveTo } from './keys.ts';
import type { RowDoes } from './table-row.tsx';
import { usePressed } from './use-pressed.ts';
import type { VirtualTableProps } from './virtual-table.tsx';

interface Moves {
  readonly reveal: (index: number) => void;
  readonly hold: () => void;
  readonly jumpToEnd: () => void;
}

interface Grid<Row> {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Of what is around the rows. */
  readonly onClick: (event: MouseEvent) => void;
  readonly does: RowDoes<Row>;
}

/** What keyboard and mouse do. What it does with a row stays the same, so that rows need no new render. */
export function useGrid<Row>(
  props: VirtualTableProps<Row>,
  scroller: RefObject<HTMLElement | null>,
  active: number,
  moves: Moves,
): Grid<Row> {
  const now = { props, moves, active };
  const latest = useRef(now);
  const reachFrom = useRef<RowKey>(null);
  useEffect(() => {
    latest.current = now;
  });
  const pressed = usePressed();

  const made = useRef<RowDoes<Row>>(null);
  made.current ??= {
    press: (row, event) => pressed.on(latest.current.props.rowKey(row), event),
    divert: (row, event) => {
      const meant = pressed.before(latest.current.props.rowKey(row), event);
      if (meant === null) return false;
      activate(latest.current, meant, 'mouse');
      return true;
    },
    point: (row) => activate(latest.current, latest.current.props.rowKey(row), 'mouse'),
    open: (row) => latest.current.props.onOpen?.(row),
    check: (row, reach) => {
      const key = latest.current.props.rowKey(row);
      check(latest.current, reach ? reachFrom.current : key, key);
      reachFrom.current = key;
      activate(latest.current, key, 'mouse');
    },
  };
  const does = made.current;

  const onKeyDown = (event: KeyboardEvent) => {
    // Buttons in the head have keys of their own.
    if (event.target !== event.currentTarget || event.altKey) return;
    if (handled(event)) event.preventDefault();
  };
  const handled = (event: KeyboardEvent): boolean => {
    const row = props.rows[active];
    if (event.key === 'Enter' && row !== undefined) {
      does.open(row);
      return true;
    }
    if (props.onCheck !== undefined && checks(event, row)) return true;
    if (event.ctrlKey || event.metaKey) return false;
    const to = moveTo(event.key, { active, count: props.rows.length, ...view(scroller.current) });
    const key = to === null ? null : keyAt(props.rows, props.rowKey, to);
    if (key === null) return to !== null;
    activate(now, key, 'keyboard');
    if (props.onCheck !== undefined && event.shiftKey) {
      check(now, row === undefined ? null : props.rowKey(row), key);
    }
    return true;
  };
  const checks = (event: KeyboardEvent, row: Row | undefined): boolean => {
    if (event.key === ' ' && row !== undefined) {
      does.check(row, event.shiftKey);
      return true;
    }
    if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey)) return false;
    props.onCheck?.(new Set(props.rows.map(props.rowKey)));
    return true;
  };
  const onClick = (event: MouseEvent) => {
    const meant = pressed.between(event);
    if (meant !== null) activate(now, meant, 'mouse');
  };
  return { onKeyDown, onClick, does };
}

interface Latest<Row> {
  readonly props: VirtualTableProps<Row>;
  readonly moves: Moves;
  readonly active: number;
}

const placeOf = <Row>({ props, active }: Latest<Row>, key: RowKey | null): number =>
  findRow(props.rows, props.rowKey, key, active < 0 ? props.rows.length : active);

/**
 * To walk to the last row of a live list is to follow again; to click it is to look at it, and it
 * must not be carried off.
 */
function activate<Row>(latest: Latest<Row>, key: RowKey, by: 'mouse' | 'keyboard'): void {
  const { props, moves } = latest;
  const index = placeOf(latest, key);
  if (index < 0) return;
  props.onActive(key);
  if (props.follow === true && by === 'keyboard' && index === props.rows.length - 1) {
    moves.jumpToEnd();
    return;
  }
  moves.hold();
  moves.reveal(index);
}

/** From one row to another all get checked; a row by itself changes. */
function check<Row>(latest: Latest<Row>, one: RowKey | null, other: RowKey): void {
  const { props } = latest;
  const checked = new Set<RowKey>(props.checked);
  const [from, to] = [placeOf(latest, one), placeOf(latest, other)];
  if (from === to || from < 0) {
    if (!checked.delete(other)) checked.add(other);
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
