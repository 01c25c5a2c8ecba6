/** From the text of `application.properties` to its settings, with every problem it has. */
import { clip } from '../../../src-shared/clip.ts';
import { problem, warning, type Problem } from '../../../src-shared/errors.ts';
import {
  findPropertySetting,
  nearestKey,
  propertyCatalogue,
} from '../../../src-shared/settings/catalogue.ts';
import type { PropertySetting } from '../../../src-shared/settings/entry.ts';
import {
  shortFormWithoutEffect,
  type PropertyKey,
} from '../../../src-shared/settings/properties-catalogue.ts';
import { byteOrderProblems, encodingProblem, hiddenKey, isMarkOnly } from './byte-order-mark.ts';
import { isCommentedOut } from './edit.ts';
import { parseProperties, winner, type Entry, type Properties } from './parse.ts';
import { valueProblem } from './values.ts';

/** More lines than anybody reads: the rest is counted. */
const NAMED = 100;

export interface PropertiesReading {
  /** The text that counts: from the file, else what counts when the key is absent; null when it is none or wrong. */
  readonly valueOf: (key: PropertyKey) => string | null;
  /** Line of the entry that counts, by key. */
  readonly lineOf: (key: PropertyKey) => number | undefined;
  readonly problems: readonly Problem[];
}

/** `text` holds one character per byte (Latin-1); `file` is its path, for the problems. */
export function readProperties(text: string, file: string): PropertiesReading {
  const unreadable = encodingProblem(text, file);
  if (unreadable !== null) {
    return { valueOf: () => null, lineOf: () => undefined, problems: [unreadable] };
  }
  const properties = parseProperties(text);
  const problems = [
    ...byteOrderProblems(properties, file),
    ...malformedProblems(properties, file),
    ...duplicateProblems(properties, file),
    ...unknownProblems(properties, file),
    ...propertyCatalogue.flatMap((setting) => settingProblems(setting, properties, file)),
  ];
  return {
    valueOf: (key) => validValue(key, properties),
    lineOf: (key) => winner(properties, key)?.line,
    problems,
  };
}

function validValue(key: PropertyKey, properties: Properties): string | null {
  const setting = findPropertySetting(key);
  const entry = winner(properties, key);
  if (setting === undefined || entry === undefined) return setting?.absent ?? null;
  return valueProblem(setting, entry.value, { file: '' }) === null ? entry.value : null;
}

function settingProblems(
  setting: PropertySetting,
  properties: Properties,
  file: string,
): readonly Problem[] {
  const entry = winner(properties, setting.key);
  if (entry === undefined) return absentProblems(setting, properties, file);
  const found = valueProblem(setting, entry.value, { file, line: entry.line });
  return found === null ? [] : [found];
}

/** Only the vendor's keys are missed: ours have defaults and ship commented out. */
function absentProblems(
  setting: PropertySetting,
  properties: Properties,
  file: string,
): readonly Problem[] {
  if (setting.origin !== 'vendor' || hiddenKey(properties) === setting.key) return [];
  // The vendor ships the host override commented out: such a line is the normal state.
  if (setting.commented && isCommentedOut(properties, setting.key)) return [];
  const counts = setting.absent === null ? 'no value' : setting.absent;
  const since =
    setting.since === undefined
      ? ''
      : ` The vendor's files have the key since version ${setting.since}.`;
  const message = `${setting.key} is not set, so ${counts} counts.${since}`;
  return [warning('KEY_OLD_FILE', message, { file, key: setting.key })];
}

function malformedProblems(properties: Properties, file: string): readonly Problem[] {
  return properties.malformed.map((line) =>
    problem('SCHEMA', 'A \\u is not followed by four hexadecimal digits.', {
      file,
      line,
      remedy: 'Write a backslash as \\\\, or complete the character as \\u00E9.',
    }),
  );
}

function duplicateProblems({ entries }: Properties, file: string): readonly Problem[] {
  const byKey = new Map<string, number[]>();
  for (const { key, line } of entries) {
    const lines = byKey.get(key);
    if (lines === undefined) byKey.set(key, [line]);
    else lines.push(line);
  }
  return [...byKey].flatMap(([key, lines]) => {
    const line = lines.at(-1);
    if (lines.length < 2 || line === undefined) return [];
    const shown = lines.length > NAMED ? `${lines.length} lines` : `lines ${lines.join(', ')}`;
    const message = `${clip(key)} stands on ${shown}; line ${line} counts.`;
    return [warning('KEY_DUPLICATE', message, { file, line, key })];
  });
}

function unknownProblems({ entries }: Properties, file: string): readonly Problem[] {
  const unknown = entries.filter(
    ({ key }) => findPropertySetting(key) === undefined && !isMarkOnly(key),
  );
  const named = unknown.slice(0, NAMED).map((entry) => unknownProblem(entry, file));
  const rest = unknown.length - named.length;
  if (rest === 0) return named;
  return [
    ...named,
    warning('KEY_UNKNOWN', `${rest} further unknown keys are not listed.`, { file }),
  ];
}

function unknownProblem({ key, line }: Entry, file: string): Problem {
  const where = { file, line, key };
  if (key === shortFormWithoutEffect) {
    return warning('KEY_NO_EFFECT', `${key} has no effect under this name.`, where);
  }
  const meant = nearestKey(key, propertyCatalogue);
  const remedy =
    meant === null ? undefined : `Did you mean ${meant}? As it is, the line has no effect.`;
  const message = `${clip(key)} is not a setting of this gateway.`;
  return warning('KEY_UNKNOWN', message, { ...where, remedy });
}
