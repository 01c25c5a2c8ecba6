/**
 * Values of `mem-configuration.json` as texts, for `set`, for forms and for lists of changes: texts plain, everything
 * else as JSON. What is shown can always be set again and means the same.
 */
import type { MemSetting } from './entry.ts';

type Kind = MemSetting['type']['kind'];

export type ReadText =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** The text of a value; for a key that the catalogue does not know, as good as it can be told. */
export function memText(setting: MemSetting | undefined, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (setting === undefined) return value;
  // A port in quotes and a header with the name "null" must not look like a number and like no header.
  const read = memValue(setting, value);
  return read.ok && read.value === value ? value : JSON.stringify(value);
}

/** What the text stands for. `reason` completes the sentence "KEY ...". Whether it is allowed is another question. */
export function memValue({ type }: MemSetting, text: string): ReadText {
  if (isPlain(type.kind)) return { ok: true, value: text };
  if (isOptionalText(type.kind) && text !== 'null' && !text.startsWith('"')) {
    return { ok: true, value: text };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, reason: text === '' ? 'has no value' : 'is not JSON' };
  }
}

/** Texts or null: a text that is not "null" is taken as it stands. */
export function isOptionalText(kind: Kind): boolean {
  return ['headerName', 'entryKey', 'spn', 'account', 'webAddress', 'text'].includes(kind);
}

/** Kinds whose every value is a text: it is taken as it stands. */
export function isPlain(kind: Kind): boolean {
  return ['host', 'hostAndPort', 'path', 'choice'].includes(kind);
}
