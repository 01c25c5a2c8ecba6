/** From the bytes of `mem-configuration.json` to its values, with every problem they have. */
import type { z } from 'zod';
import { clip } from '../../../src-shared/clip.ts';
import { isError, problem, warning, type Problem } from '../../../src-shared/errors.ts';
import { memCatalogue, nearestKey } from '../../../src-shared/settings/catalogue.ts';
import { allowedValues, type MemSetting } from '../../../src-shared/settings/entry.ts';
import {
  memConfigurationSchema,
  type MemConfiguration,
} from '../../../src-shared/settings/mem-schema.ts';
import { memSettings, type MemKey } from '../../../src-shared/settings/mem-catalogue.ts';
import { faultOfIssue, faultText } from '../../../src-shared/settings/mem-faults.ts';
import { hasPath, lineOfPath, parseJson, type JsonDocument } from './json.ts';

export interface MemReading {
  /** Null when there is an error. */
  readonly value: MemConfiguration | null;
  /** One setting, also when others are wrong; undefined when it is itself missing or wrong. */
  readonly valueOf: <Key extends MemKey>(key: Key) => MemValue<Key> | undefined;
  /** 1-based line of a key, when the file has it. */
  readonly lineOf: (key: string) => number | undefined;
  readonly problems: readonly Problem[];
}

export type MemValue<Key extends MemKey> = z.output<(typeof memSettings)[Key]['schema']>;

export function readMemConfiguration(bytes: Buffer, file: string): MemReading {
  const parsed = parseJson(bytes, file);
  if (!parsed.ok) {
    const nothing = () => undefined;
    return { value: null, valueOf: nothing, lineOf: nothing, problems: parsed.problems };
  }
  const { document } = parsed;
  const checked = memConfigurationSchema.safeParse(document.value);
  const issues = checked.success ? [] : checked.error.issues;
  const problems = [
    ...parsed.problems,
    ...withoutRepeats(issues.flatMap((issue) => issueProblems(issue, document, file))),
    ...unknownProblems(document, file),
  ];
  const sound = checked.success && !problems.some(isError);
  return {
    value: sound ? checked.data : null,
    valueOf: (key) => valueAt(document.value, memSettings[key]) as MemValue<typeof key> | undefined,
    lineOf: (key) => {
      const path = key.split('.');
      return hasPath(document, path) ? lineOfPath(document, path) : undefined;
    },
    problems,
  };
}

function valueAt(root: unknown, setting: MemSetting): unknown {
  const found = setting.key.split('.').reduce<unknown>((value, name) => {
    const object = typeof value === 'object' && value !== null ? value : {};
    return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
  }, root);
  if (found === undefined) return setting.required ? undefined : setting.initial;
  const checked = setting.schema.safeParse(found);
  return checked.success ? checked.data : undefined;
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, document: JsonDocument, file: string): readonly Problem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const setting = settingOf(path);
  if (setting === null) return groupProblems(path, document, file);
  return hasPath(document, setting.key.split('.'))
    ? [wrongValue(setting, path, issue, document, file)]
    : [missing(setting, document, file)];
}

/** A whole group (`listener`) is missing or not an object: then each required key below is named. */
function groupProblems(
  path: readonly (string | number)[],
  document: JsonDocument,
  file: string,
): readonly Problem[] {
  const group = path.join('.');
  if (!hasPath(document, path)) {
    const below = memCatalogue.filter(
      (setting) => setting.required && setting.key.startsWith(`${group}.`),
    );
    return below.map((setting) => missing(setting, document, file));
  }
  const line = lineOfPath(document, path);
  const what = group === '' ? 'The file' : group;
  const details = { file, line, ...(group === '' ? {} : { key: group }) };
  return [problem('SCHEMA', `${what} is not a JSON object.`, details)];
}

function missing(setting: MemSetting, document: JsonDocument, file: string): Problem {
  const line = lineOfPath(document, setting.key.split('.').slice(0, -1));
  const message = `${setting.key} is missing; allowed: ${allowedValues(setting.type)}.`;
  return problem('KEY_MISSING', message, { file, line, key: setting.key });
}

function wrongValue(
  setting: MemSetting,
  path: readonly (string | number)[],
  issue: Issue,
  document: JsonDocument,
  file: string,
): Problem {
  const own = setting.key.split('.');
  const fault = faultOfIssue(setting, issue, path.slice(own.length), valueAtPath(document, own));
  const details = { file, line: lineOfPath(document, path), key: setting.key };
  return problem(fault.code, faultText(setting, fault), details);
}

function valueAtPath(document: JsonDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<string, unknown> | null | undefined)?.[part],
    document.value,
  );
}

function settingOf(path: readonly (string | number)[]): MemSetting | null {
  const key = path.join('.');
  return (
    memCatalogue.find((setting) => key === setting.key || key.startsWith(`${setting.key}.`)) ?? null
  );
}

function unknownProblems(document: JsonDocument, file: string): readonly Problem[] {
  return unknownKeys(document.value, []).map((path) => {
    const key = path.join('.');
    const meant = nearestKey(key, memCatalogue);
    const remedy =
      meant === null ? undefined : `Did you mean ${meant}? As it is, it has no effect.`;
    const details = { file, line: lineOfPath(document, path), key, remedy };
    return warning('KEY_UNKNOWN', `${clip(key)} is not a setting of this gateway.`, details);
  });
}

/** Objects are entered only where the catalogue goes deeper. */
function unknownKeys(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const own = [...path, name];
    const key = own.join('.');
    if (memCatalogue.some((setting) => setting.key === key)) return [];
    const group = memCatalogue.some((setting) => setting.key.startsWith(`${key}.`));
    return group ? unknownKeys(inner, own) : [own];
  });
}

/** A union or a refinement may complain twice about one value. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((each) => {
    const mark = `${each.code} ${each.message}`;
    return seen.has(mark) ? false : seen.add(mark);
  });
}
