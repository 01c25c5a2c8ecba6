/** Rows of one height are reckoned, not measured: it costs the same for ten rows and for twenty thousand. */
import { size } from '../theme/tokens.ts';

/** Rows above and below the view, so that a turn of the wheel finds some. */
const beyond = 8;

export interface Placed {
  readonly index: number;
  /** Of the element that shows it: a row that leaves the view gives its element to one that comes. */
  readonly slot: number | 'active';
}

/**
 * @param first row at the top of the view
 * @param height pixels of the view, without the head
 * @param active -1: none; it exists also out of view, because `aria-activedescendant` has to name something
 */
export function rowsInView(
  first: number,
  height: number,
  count: number,
  active: number,
): readonly Placed[] {
  const slots = Math.ceil(height / size.row) + 1 + 2 * beyond;
  const from = Math.max(0, Math.min(first - beyond, count - slots));
  const to = Math.min(count, from + slots);
  const placed: Placed[] = [];
  if (active >= 0 && active < from) placed.push({ index: active, slot: 'active' });
  for (let index = from; index < to; index += 1) placed.push({ index, slot: index % slots });
  if (active >= to && active < count) placed.push({ index: active, slot: 'active' });
  return placed;
}

/** Pixels of the rows that are whole in a view. */
export const wholeRows = (height: number): number => Math.floor(height / size.row) * size.row;

/**
 * Of all rows. Where they do not fit, what is left of the view below whole rows is added: at the end of the list its
 * last row then stands there whole, and no part of one under the head.
 */
export function heightOf(count: number, height: number): number {
  const rows = count * size.row;
  return rows > height ? rows + (height - wholeRows(height)) : rows;
}

/** Where the view has to begin for the row to be in it whole; where it begins now, when it is. */
export function topToShow(
  index: number,
  view: { readonly top: number; readonly height: number; readonly keptFree: number },
): number {
  const above = index * size.row;
  if (above < view.top) return above;
  return Math.max(view.top, above + size.row + view.keptFree - view.height);
}
