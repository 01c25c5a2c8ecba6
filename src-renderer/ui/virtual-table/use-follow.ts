import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { size } from '../theme/tokens.ts';
import type { RowKey } from './column.ts';
import { findRow, keyAt } from './find-row.ts';

interface Follow {
  /** The row at the top of the view. */
  readonly first: number;
  /** Rows that came since the reader left the end. */
  readonly fresh: number;
  readonly onScroll: () => void;
  readonly jumpToEnd: () => void;
  /** The reader looks at one row: it must not be carried off. */
  readonly hold: () => void;
}

interface Anchor {
  readonly key: RowKey | null;
  readonly index: number;
}

/**
 * Keeps the end in view while the reader is at the end, and otherwise keeps what they read in its
 * place, also when rows go at the front.
 */
export function useFollow<Row>(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  rowKey: (row: Row) => RowKey,
  enabled: boolean,
  height: number,
): Follow {
  const [following, setFollowing] = useState(enabled);
  const [leftAt, setLeftAt] = useState<Anchor>({ key: null, index: -1 });
  const top = useRef({ key: null as RowKey | null, index: 0, beyond: 0 });
  // What is rendered follows from `top`; this only asks for a render when it is another row.
  const [, setFirst] = useState(0);

  const noteTop = () => {
    const scrolled = scroller.current?.scrollTop ?? 0;
    const index = Math.floor(scrolled / size.row);
    top.current = { key: keyAt(rows, rowKey, index), index, beyond: scrolled - index * size.row };
  };
  const leave = () => {
    setFollowing(false);
    setLeftAt({ key: keyAt(rows, rowKey, rows.length - 1), index: rows.length - 1 });
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (enabled && following) {
      element.scrollTop = rows.length * size.row;
      return;
    }
    const now = place();
    // Not by what it moved: where the list became shorter, the browser has moved the view already.
    if (now !== top.current.index) element.scrollTop = now * size.row + top.current.beyond;
    noteTop();
    // Only new rows and another height move anything; the functions are made anew with each render.
  }, [rows, enabled, height]);

  const place = () => {
    const now = findRow(rows, rowKey, top.current.key, top.current.index);
    return now < 0 ? top.current.index : now;
  };

  const lastSeen = enabled && !following ? findRow(rows, rowKey, leftAt.key, leftAt.index) : -1;
  return {
    // At the end it is not waited for where the browser scrolls to: that would be a second render.
    first: enabled && following ? rows.length : place(),
    fresh: enabled && !following ? rows.length - 1 - lastSeen : 0,
    onScroll: () => {
      noteTop();
      const element = scroller.current;
      const atEnd = enabled && element !== null && isAtEnd(element);
      if (!atEnd || !following) setFirst(top.current.index);
      if (!enabled) return;
      if (atEnd && !following) setFollowing(true);
      if (!atEnd && following) leave();
    },
    jumpToEnd: () => {
      setFollowing(true);
      const element = scroller.current;
      if (element !== null) element.scrollTop = element.scrollHeight;
    },
    hold: () => {
      if (following) leave();
    },
  };
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < size.row / 2;
}
