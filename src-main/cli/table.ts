/** Aligned columns for a person. Every cell is clipped and made harmless: much of it came from requests. */
import { clip } from '../../src-shared/clip.ts';

export type Cell = string | number | null;

const WIDEST = 60;

/** One line for each row, the head first. No trailing spaces. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(show));
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) => columns(line, widths)).join('\n');
}

/** One line of columns of known widths, for lines that arrive one by one. */
export function columns(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}

export function show(cell: Cell): string {
  if (cell === null || cell === '') return '-';
  return typeof cell === 'number' ? String(cell) : clip(cell, WIDEST);
}
