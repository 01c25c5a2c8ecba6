/** What is saved but not in force, key by key over both files. */
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import { findSetting } from '../../src-shared/settings/catalogue.ts';
import type { FileTexts } from './files.ts';
import { fileNames } from './files.ts';
import { effectiveValues, parseProperties } from './properties/parse.ts';

export function pendingChanges(inForce: FileTexts, saved: FileTexts): readonly PendingChange[] {
  return [
    ...changesOf(propertyValues(inForce.properties), propertyValues(saved.properties)),
    ...changesOf(jsonValues(inForce.memConfiguration), jsonValues(saved.memConfiguration)),
  ];
}

type Values = ReadonlyMap<string, string>;

function changesOf(before: Values, after: Values): readonly PendingChange[] {
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
  return effectiveValues(parseProperties(text));
}

/** Dotted paths to texts; what the catalogue knows as one setting (`listener.tls`) stays one. */
function jsonValues(text: string): Values {
  const values = new Map<string, string>();
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return values.set(fileNames.memConfiguration, text === '' ? '(missing)' : '(not JSON)');
  }
  collect(root, '', values);
  return values;
}

function collect(value: unknown, key: string, values: Map<string, string>): void {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isGroup || findSetting(key) !== undefined) {
    values.set(key, typeof value === 'string' ? value : JSON.stringify(value));
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
