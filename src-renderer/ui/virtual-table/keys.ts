/** Where a key takes the active row; null: the key is not the table's. */

export interface Position {
  /** -1: no row is active. */
  readonly active: number;
  readonly count: number;
  /** Rows that fit into the view. */
  readonly page: number;
  /** First row in view, where one begins when none is active. */
  readonly first: number;
}

export function moveTo(key: string, position: Position): number | null {
  const { active, count, page, first } = position;
  if (count === 0) return null;
  const last = count - 1;
  const inside = (index: number) => Math.min(Math.max(index, 0), last);
  const step = Math.max(page - 1, 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (!['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp'].includes(key)) return null;
  if (active < 0) return inside(first);
  switch (key) {
    case 'ArrowDown':
      return inside(active + 1);
    case 'ArrowUp':
      return inside(active - 1);
    case 'PageDown':
      return inside(active + step);
    default:
      return inside(active - step);
  }
}
