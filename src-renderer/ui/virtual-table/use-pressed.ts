import { useRef } from 'react';
import type { MouseEvent } from 'react';
import type { RowKey } from './column.ts';

interface Pressed {
  /** The mouse button went down on this row. */
  readonly on: (key: RowKey, event: MouseEvent) => void;
  /** A click on a row: the row it was pressed on, where that is another one. */
  readonly before: (key: RowKey, event: MouseEvent) => RowKey | null;
  /** A click on no row at all, because it went down on one and up on another: the first, where the mouse lay still. */
  readonly between: (event: MouseEvent) => RowKey | null;
}

/** What a hand does in holding still. */
const stillPixels = 4;

/**
 * A list that goes on puts another row under the mouse between press and release, also into the very element. Whoever
 * clicks means the row that they saw when they pressed.
 */
export function usePressed(): Pressed {
  const last = useRef<{ key: RowKey; x: number; y: number }>(null);
  const made = useRef<Pressed>(null);
  made.current ??= {
    on: (key, { clientX: x, clientY: y }) => {
      last.current = { key, x, y };
    },
    before: (key, event) => {
      // Without a mouse: a key on a button, or another program's hand.
      if (event.detail === 0 || last.current === null || last.current.key === key) return null;
      return last.current.key;
    },
    between: (event) => {
      const { current } = last;
      if (event.target !== event.currentTarget || current === null) return null;
      const moved = Math.hypot(event.clientX - current.x, event.clientY - current.y);
      return moved < stillPixels ? current.key : null;
    },
  };
  return made.current;
}
