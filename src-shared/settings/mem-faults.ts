/** What is wrong with a value of `mem-configuration.json`: the same sentences for the file, for `set` and for the form. */
import type { z } from 'zod';
import { clip } from '../clip.ts';
import { allowedValues, type MemSetting } from './entry.ts';

type Path = readonly (string | number)[];

export interface ValueFault {
  readonly code: 'HOST_AND_PORT' | 'SCHEMA';
  /** Inside the value: `[1]` is the second of a list. */
  readonly path: Path;
  /** Completes the sentence "KEY ...". */
  readonly reason: string;
}

/** Empty when the value is allowed. */
export function faultsOf(setting: MemSetting, value: unknown): readonly ValueFault[] {
  const checked = setting.schema.safeParse(value);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => faultOfIssue(setting, issue, issue.path, value));
}

/** `path` leads from the value of the setting to the part that the issue is about. */
export function faultOfIssue(
  setting: MemSetting,
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  value: unknown,
): ValueFault {
  const inner = path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (setting.type.kind === 'hostAndPort') {
    const reason = issue.code === 'custom' ? issue.message : 'is not a text in quotes';
    return { code: 'HOST_AND_PORT', path: inner, reason };
  }
  return { code: 'SCHEMA', path: inner, reason: reasonOf(issue, inner, value) };
}

/** The whole sentence. */
export function faultText(setting: MemSetting, { code, path, reason }: ValueFault): string {
  const subject = `${setting.key}${placeIn(path)} ${reason}`;
  return code === 'HOST_AND_PORT'
    ? `${subject}.`
    : `${subject}; allowed: ${allowedValues(setting.type)}.`;
}

/** `[1]`, `.pfx`: follows the key. */
function placeIn(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
}

function reasonOf(issue: z.core.$ZodIssue, path: Path, value: unknown): string {
  if (issue.code === 'invalid_key') return 'is no name that a NetBIOS domain may have';
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message;
  return `is ${shownAt(path, value)}, which is not allowed`;
}

/** As the file has it; addresses, which may hold a password, are never repeated. */
function shownAt(path: Path, value: unknown): string {
  const found = path.reduce<unknown>(
    (outer, part) => (outer as Record<string | number, unknown> | null | undefined)?.[part],
    value,
  );
  return found === undefined ? 'missing' : clip(JSON.stringify(found), 40);
}
