/** Cells and lines of a file that a spreadsheet opens. */
export type Cell = string | number | boolean | null;

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * RFC 4180. A cell that a spreadsheet would take for a formula is made a text: users and programs are named by
 * whoever sends requests (OWASP, "CSV Injection", its full-width forms among them).
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
