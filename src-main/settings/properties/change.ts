/** Changes of keys of `application.properties`, as `set` gets them: null comments the key out. */
import {
  failure,
  problem,
  success,
  type Problem,
  type Result,
} from '../../../src-shared/errors.ts';
import { findPropertySetting } from '../../../src-shared/settings/catalogue.ts';
import { shortFormWithoutEffect } from '../../../src-shared/settings/properties-catalogue.ts';
import { unknownKey } from '../unknown-key.ts';
import { encodingProblem } from './byte-order-mark.ts';
import { editProperty } from './edit.ts';
import { parseProperties, winner, type Properties } from './parse.ts';
import { valueProblem } from './values.ts';

/** The new text, or every change that is refused. */
export function changeProperties(
  text: string,
  changes: readonly (readonly [key: string, value: string | null])[],
  file: string,
): Result<string> {
  const unreadable = encodingProblem(text, file);
  if (unreadable !== null) return failure(unreadable);
  const properties = parseProperties(text);
  const refused = changes.flatMap(([key, value]) => refuse(key, value, properties, file));
  if (refused.length > 0) return failure(...refused);
  return success(changes.reduce((whole, [key, value]) => editProperty(whole, key, value), text));
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
  if (key === shortFormWithoutEffect && value !== null) {
    return [problem('KEY_NO_EFFECT', `${key} has no effect under this name.`, { file, line, key })];
  }
  // A key that somebody put into the file is theirs: it can be changed, whatever it is for.
  if (line !== undefined) return [];
  return [unknownKey(key, file)];
}
