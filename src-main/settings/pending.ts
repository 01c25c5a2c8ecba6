/** What is saved but not in force, key by key over both files. */
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import { findMemSetting, findSetting } from '../../src-shared/settings/catalogue.ts';
import { memText } from '../../src-shared/settings/mem-text.ts';
import type { FileTexts } from './files.ts';
import { fileNames } from './files.ts';
import { encodingProblem } from './properties/byte-order-mark.ts';
import { effectiveValues, parseProperties } from './properties/parse.ts';

export function pendingChanges(inForce: FileTexts, saved: FileTexts): readonly PendingChange[] {
  return [
    ...changesOf(
      fileNames.properties,
      propertyValues(inForce.properties),
      propertyValues(saved.properties),
    ),
    ...changesOf(
      fileNames.memConfiguration,
      jsonValues(inForce.memConfiguration),
      jsonValues(saved.memConfiguration),
    ),
  ];
}

/** Key to value; a text when the file cannot be read that far: why. */
type Values = ReadonlyMap<string, string> | string;

function changesOf(file: string, before: Values, after: Values): readonly PendingChange[] {
  // Where one side has no keys at all, not every key has changed: the file has.
  if (typeof before === 'string' || typeof after === 'string') {
    const [was, is] = [before, after].map((each) => (typeof each === 'string' ? each : '(keys)'));
    return was === is ? [] : [{ key: file, inForce: was ?? null, saved: is ?? null }];
  }
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({
      key,
      inForce: shown(key, before.get(key)),
      saved: shown(key, after.get(key)),
    }));
}

function propertyValues(text: string): Values {
  if (encodingProblem(text, '') !== null) return '(not readable)';
  return effectiveValues(parseProperties(text));
}

/** Dotted paths to texts; what the catalogue knows as one setting (`listener.tls`) stays one. */
function jsonValues(text: string): Values {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text === '' ? '(missing)' : '(not JSON)';
  }
  const values = new Map<string, string>();
  collect(root, '', values);
  return values;
}

function collect(value: unknown, key: string, values: Map<string, string>): void {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isGroup || findSetting(key) !== undefined) {
    values.set(key, memText(findMemSetting(key), value));
    return;
  }
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    collect(inner, key === '' ? name : `${key}.${name}`, values);
  }
}

/** Keys of the vendor that we do not know may hold secrets, and a mistyped address a password. */
function shown(key: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (
    findSetting(key) === undefined &&
    /pass|pwd|secret|token|credential|private|webhook/i.test(key)
  ) {
    return '(hidden)';
  }
  // To the last @: a password may hold slashes and further ones.
  return value.replace(/\/\/.*@/s, '//(hidden)@');
}
