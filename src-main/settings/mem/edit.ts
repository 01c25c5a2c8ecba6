/**
 * Edits `mem-configuration.json` so that nothing but the value changes: order, indentation, line ends, unknown keys and
 * every other byte stay. (`modify` of jsonc-parser formats the whole lines that an added or removed key stands on, in a
 * minified file all of it; hence own splices at the places that its tree names.)
 */
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { memCatalogue } from '../../../src-shared/settings/catalogue.ts';
import type { JsonDocument } from './json.ts';
import { layoutOf, writeValue, type Layout } from './layout.ts';

/** The groups above `path` are objects or absent: `groupProblem` has said otherwise. Undefined removes the key. */
export function editJson(document: JsonDocument, path: readonly string[], value: unknown): string {
  const { root, text } = document;
  const found = findNodeAtLocation(root, [...path]);
  if (value === undefined) return found === undefined ? text : remove(text, found);
  const layout = layoutOf(text, root);
  if (found === undefined) return insert(text, root, path, value, layout);
  if (isDeepStrictEqual(valueOf(document, path), value)) return text;
  return splice(text, found.offset, endOf(found), writeValue(value, styleOf(text, found, layout)));
}

function valueOf({ value }: JsonDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>((outer, name) => (outer as Record<string, unknown>)[name], value);
}

/** A list that stood on one line stays on one line; anything else follows the file. */
function styleOf(text: string, found: Node, layout: Layout): Layout {
  const filled = (found.children ?? []).length > 0;
  const onOneLine = filled && !/[\r\n]/.test(text.slice(found.offset, endOf(found)));
  const indent = layout.indentAt(found.offset);
  return { ...layout, indent, eol: onOneLine ? null : layout.eol };
}

function remove(text: string, value: Node): string {
  const property = value.parent;
  const siblings = property?.parent?.children;
  if (property?.parent === undefined || siblings === undefined) return text;
  const index = siblings.indexOf(property);
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  if (before !== undefined) return splice(text, endOf(before), endOf(property), '');
  if (after !== undefined) return splice(text, property.offset, after.offset, '');
  return splice(text, property.parent.offset + 1, endOf(property.parent) - 1, '');
}

/** The nearest group that exists takes the key, with the groups that are missing between them. */
function insert(
  text: string,
  root: Node,
  path: readonly string[],
  value: unknown,
  layout: Layout,
): string {
  const present = path.findIndex((_, at) => !hasNode(root, path.slice(0, at + 1)));
  const group = path.slice(0, present);
  const name = path[present] ?? '';
  const owner = findNodeAtLocation(root, group) ?? root;
  const inner = path
    .slice(present + 1)
    .reduceRight<unknown>((below, part) => ({ [part]: below }), value);
  const siblings = owner.children ?? [];
  const at = placeAmong(group, name, siblings);
  const previous = siblings[at - 1];
  const next = siblings[at];
  const gap = gapOf(text, owner, layout);
  // Compact where its neighbours are: a new line within a line of keys would not fit.
  const eol = /[\r\n]/.test(gap) ? layout.eol : null;
  const indent = /[\r\n]/.test(gap) ? gap.replace(/^.*[\r\n]/s, '') : layout.indent;
  const written = `${JSON.stringify(name)}${colonOf(text, siblings[0], layout)}${writeValue(inner, { ...layout, eol, indent })}`;
  if (previous !== undefined) {
    return splice(text, endOf(previous), endOf(previous), `,${gap}${written}`);
  }
  if (next !== undefined) return splice(text, next.offset, next.offset, `${written},${gap}`);
  const closing = eol === null ? '' : eol + layout.indentAt(owner.offset);
  return splice(
    text,
    owner.offset + 1,
    endOf(owner) - 1,
    (eol === null ? '' : gap) + written + closing,
  );
}

function hasNode(root: Node, path: readonly string[]): boolean {
  return findNodeAtLocation(root, [...path]) !== undefined;
}

/** As the catalogue has them: behind the last key that goes before, else before the first that follows, else last. */
function placeAmong(group: readonly string[], name: string, siblings: readonly Node[]): number {
  const known = memCatalogue
    .map(({ key }) => key.split('.'))
    .filter((key) => group.every((part, at) => key[at] === part))
    .map((key) => key[group.length] ?? '');
  const own = known.indexOf(name);
  const ranks = siblings.map((each) => known.indexOf(nameOf(each)));
  const before = ranks.findLastIndex((rank) => rank !== -1 && rank < own);
  if (before !== -1) return before + 1;
  const after = ranks.findIndex((rank) => rank > own);
  return after === -1 ? siblings.length : after;
}

/** What stands between two keys of the object, after the comma. */
function gapOf(text: string, owner: Node, layout: Layout): string {
  const [first, second] = owner.children ?? [];
  if (first === undefined) {
    return layout.eol === null ? '' : layout.eol + layout.indentAt(owner.offset) + layout.unit;
  }
  const between =
    second === undefined
      ? text.slice(owner.offset + 1, first.offset)
      : text.slice(endOf(first), second.offset).replace(',', '');
  // Blank lines between two keys are not wanted between all.
  const broken = /(?:\r\n|\n|\r)[ \t]*$/.exec(between);
  if (broken !== null) return broken[0];
  return second === undefined ? layout.blank : between;
}

function colonOf(text: string, sibling: Node | undefined, layout: Layout): string {
  const [name, value] = sibling?.children ?? [];
  if (name === undefined || value === undefined) return `:${layout.blank}`;
  const colon = text.slice(endOf(name), value.offset);
  return /[\r\n]/.test(colon) ? `:${layout.blank}` : colon;
}

function nameOf(property: Node): string {
  return String(property.children?.[0]?.value);
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function splice(text: string, from: number, to: number, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}
