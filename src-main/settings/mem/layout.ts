/** How a JSON file is laid out, so that what is added looks like the rest. */
import type { Node } from 'jsonc-parser';

export interface Layout {
  /** Null: everything on one line. */
  readonly eol: string | null;
  /** One step of indentation. */
  readonly unit: string;
  /** Of the line that the value stands on. */
  readonly indent: string;
  /** After a colon, and between the parts of what stands on one line. */
  readonly blank: string;
  readonly indentAt: (offset: number) => string;
}

export function layoutOf(text: string, root: Node): Layout {
  const indentAt = (offset: number) => indentOf(text, offset);
  // A line end after the whole does not make it a file of several lines.
  const body = text.slice(root.offset, root.offset + root.length);
  const eol = /\r\n|\n|\r/.exec(body)?.[0] ?? null;
  const unit = eol === null ? '' : (unitOf(text, root, indentAt) ?? '  ');
  const blanks = hasBlanks(root) ?? eol !== null;
  return { eol, unit, indent: '', blank: blanks ? ' ' : '', indentAt };
}

/** As `JSON.stringify` lays it out, with the file's own line ends and indentation. */
export function writeValue(value: unknown, layout: Layout): string {
  const { eol, unit, indent, blank } = layout;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = { ...layout, indent: indent + unit };
  const parts = Array.isArray(value)
    ? value.map((each) => writeValue(each, inner))
    : Object.entries(value).map(
        ([name, each]) => `${JSON.stringify(name)}:${blank}${writeValue(each, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (eol === null) {
    const room = Array.isArray(value) ? '' : blank;
    return open + room + parts.join(`,${blank}`) + room + close;
  }
  return (
    open + eol + parts.map((part) => inner.indent + part).join(`,${eol}`) + eol + indent + close
  );
}

/** The step from an object to the first key of its own that begins a line. */
function unitOf(text: string, node: Node, indentAt: (offset: number) => string): string | null {
  for (const child of node.children ?? []) {
    const outer = indentAt(node.offset);
    const own = indentAt(child.offset);
    const begins = startOfLine(text, child.offset) + own.length === child.offset;
    if (begins && own.startsWith(outer) && own.length > outer.length)
      return own.slice(outer.length);
    const found = unitOf(text, child, indentAt);
    if (found !== null) return found;
  }
  return null;
}

/** Blanks at the beginning of the line. */
function indentOf(text: string, offset: number): string {
  const start = startOfLine(text, offset);
  let end = start;
  while (end < offset && /[ \t]/.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !/[\r\n]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Minified files have no blank after a colon: the first key of the file tells. */
function hasBlanks(root: Node): boolean | null {
  const [name, value] = root.children?.[0]?.children ?? [];
  if (name === undefined || value === undefined) return null;
  return value.offset > name.offset + name.length + 1;
}
