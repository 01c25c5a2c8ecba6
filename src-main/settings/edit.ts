/** `set KEY=VALUE`: changes keys of `application.properties` in place. */
import {
  failure,
  isError,
  problem,
  success,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import {
  findPropertySetting,
  findSetting,
  nearestKey,
} from '../../src-shared/settings/catalogue.ts';
import { shortFormWithoutEffect } from '../../src-shared/settings/properties-catalogue.ts';
import { decode, digestOf, encode, readFiles, type FileTexts } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readSaved } from './load.ts';
import { encodingProblem } from './properties/byte-order-mark.ts';
import { editProperty } from './properties/edit.ts';
import { parseProperties, winner, type Properties } from './properties/parse.ts';
import { valueProblem } from './properties/values.ts';
import { putFiles } from './put-files.ts';
import type { Author } from './record.ts';

/** Null comments the key out. */
export type Changes = Readonly<Record<string, string | null>>;

export interface EditContext extends LoadContext {
  /** Through what the change came; by default the command line. */
  readonly from?: 'command line' | 'window' | undefined;
}

export interface Saved {
  /** False when the files already said so: nothing was written. */
  readonly changed: boolean;
  /** The version that was recorded, null when none was. */
  readonly version: number | null;
  /** The version whose files were put back, by `rollback`. */
  readonly restored?: number;
  /** The files as they are now, for `pendingChanges`. */
  readonly files: FileTexts;
}

/**
 * The caller holds the lock of the home. Refused as a whole when one change is wrong; faults of other keys do not
 * hinder, they come back as warnings, so that a broken file can be mended key by key.
 */
export async function setKeys(
  paths: HomePaths,
  changes: Changes,
  by: string,
  context: EditContext = {},
): Promise<Result<Saved>> {
  const read = await readFiles(paths);
  const bytes = read.bytes.properties;
  if (bytes === null)
    return failure(...read.problems.filter((each) => each.file !== paths.memConfiguration));
  const text = decode('properties', bytes);
  const edited = edit(text, changes, paths.properties);
  if (!edited.ok) return edited;
  const files = { ...read.bytes, properties: encode('properties', edited.value) };
  const { problems } = await interpret(files, paths, context);
  const ours = (each: Problem) =>
    each.file === paths.properties && each.key !== undefined && Object.hasOwn(changes, each.key);
  const refused = problems.filter((each) => isError(each) && ours(each));
  if (refused.length > 0) return failure(...refused);
  const warnings = [...read.problems, ...problems].map(asWarning);
  if (edited.value === text) {
    return success({ changed: false, version: null, files: await readSaved(paths) }, warnings);
  }
  const author: Author = { by, from: context.from ?? 'command line', now: context.now };
  const put = await putFiles(paths, {
    files: { properties: files.properties },
    expected: digestOf(read.bytes),
    author,
  });
  if (!put.ok) return put;
  const saved = { changed: true, version: put.value.version, files: await readSaved(paths) };
  return success(saved, [...warnings, ...put.warnings]);
}

/** The new text, or every change that is refused. */
function edit(text: string, changes: Changes, file: string): Result<string> {
  const unreadable = encodingProblem(text, file);
  if (unreadable !== null) return failure(unreadable);
  const properties = parseProperties(text);
  const entries = Object.entries(changes);
  const refused = entries.flatMap(([key, value]) => refuse(key, value, properties, file));
  if (refused.length > 0) return failure(...refused);
  return success(entries.reduce((whole, [key, value]) => editProperty(whole, key, value), text));
}

function refuse(
  key: string,
  value: string | null,
  properties: Properties,
  file: string,
): readonly Problem[] {
  const setting = findPropertySetting(key);
  const line = winner(properties, key)?.line;
  if (setting !== undefined) {
    const found = value === null ? null : valueProblem(setting, value, { file, line });
    return found === null ? [] : [found];
  }
  if (findSetting(key) !== undefined) {
    const message = `${key} is a setting of config/mem-configuration.json, which \`set\` does not edit.`;
    const remedy = `Change ${key} in config/mem-configuration.json, then run \`sallyport check\`.`;
    return [problem('USAGE', message, { key, remedy })];
  }
  if (key === shortFormWithoutEffect && value !== null) {
    return [problem('KEY_NO_EFFECT', `${key} has no effect under this name.`, { file, line, key })];
  }
  // A key that somebody put into the file is theirs: it can be changed, whatever it is for.
  if (line !== undefined) return [];
  const meant = nearestKey(key);
  const remedy =
    meant === null ? 'docs/settings.md lists the keys that exist.' : `Did you mean ${meant}?`;
  return [problem('KEY_UNKNOWN', `There is no setting ${key}.`, { file, key, remedy })];
}

function asWarning(found: Problem): Problem {
  return { ...found, severity: 'warning' };
}
