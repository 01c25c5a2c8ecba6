/**
 * The request header in which the notification service names a user's devices (facts: seg 1.4). Its name and its syntax are
 * settings because the vendor's are not public (ADR 31). What does not fit the syntax wholly is refused: half a list
 * would let a device pass that was not meant, or block one that was.
 */
import type {
  DeviceHeaderForm,
  DeviceHeaderSyntax,
} from '../../../src-shared/settings/ens-values.ts';

export type NamedDevices =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly text: string };

/** No user has as many devices; a longer list is an attack on the look-up. */
const maxDevices = 1000;
/** Visible ASCII without what parts ids in a header, ours among them (`A=allowed`): a verdict must not be read as another one's. */
const deviceId = /^[\x21\x23-\x2b\x2d-\x3a\x3c\x3e-\x7b\x7d\x7e]{1,256}$/;
const separators = {
  ...{ comma: /,/, semicolon: /;/, pipe: /\|/, space: /[ \t]+/ },
} as const satisfies Record<Exclude<DeviceHeaderForm, 'json'>, RegExp>;

const malformed: NamedDevices = { ok: false, text: 'The device header is malformed.' };

export function readDeviceHeader(value: string, syntax: DeviceHeaderSyntax): NamedDevices {
  const entries = syntax.form === 'json' ? entriesOfJson(value) : entriesOf(value, syntax.form);
  if (entries === null || entries.length === 0) return malformed;
  if (entries.length > maxDevices)
    return { ok: false, text: 'The device header names too many devices.' };
  const ids: string[] = [];
  for (const entry of entries) {
    const id = typeof entry === 'string' ? textEntry(entry, syntax) : memberOf(entry, syntax.key);
    if (id === null || !deviceId.test(id)) return malformed;
    ids.push(id);
  }
  return { ok: true, ids: [...new Set(ids)] };
}

function entriesOf(value: string, form: keyof typeof separators): readonly string[] {
  return value.split(separators[form]).map((entry) => entry.trim());
}

/** Null: no array. */
function entriesOfJson(value: string): readonly unknown[] | null {
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) ? (read as unknown[]) : null;
  } catch {
    return null;
  }
}

function textEntry(entry: string, { form, key }: DeviceHeaderSyntax): string | null {
  if (form === 'json') return key === null ? entry : null;
  return key === null ? unquoted(entry) : valueOf(entry, key, form);
}

/** `os="iOS 17"`: nothing in it that parts entries, so that no half of a list passes for a whole one. */
const parameter = /^([A-Za-z][A-Za-z0-9._-]*)[ \t]*=[ \t]*("[^",;|]*"|[^\s",;|]+)$/;

/** `id=A`; where entries are not parted by semicolons, `id=A;os=iOS` too. The name once, in any case. */
function valueOf(entry: string, key: string, form: DeviceHeaderForm): string | null {
  const parts = form === 'semicolon' ? [entry] : entry.split(';');
  const ids: string[] = [];
  for (const part of parts) {
    const [, name, value] = parameter.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined) return null;
    if (name.toLowerCase() === key.toLowerCase()) ids.push(unquoted(value));
  }
  const [id, ...others] = ids;
  return id === undefined || others.length > 0 ? null : id;
}

/** `"A"` is A; an id has no quotation marks, so that half a pair is refused by its form. */
function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function memberOf(entry: unknown, key: string | null): string | null {
  if (key === null || typeof entry !== 'object' || entry === null) return null;
  if (!Object.hasOwn(entry, key)) return null;
  const value = (entry as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : null;
}
