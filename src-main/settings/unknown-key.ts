/** A key that no setting has, with what was perhaps meant. */
import { problem, type Problem } from '../../src-shared/errors.ts';
import { memCatalogue, nearestKey } from '../../src-shared/settings/catalogue.ts';
import { allowedValues } from '../../src-shared/settings/entry.ts';

export function unknownKey(key: string, file: string): Problem {
  const below = memCatalogue.filter((setting) => setting.key.startsWith(`${key}.`));
  if (below.length > 0) {
    const remedy = `Name one of its settings: ${below.map((each) => each.key).join(', ')}.`;
    return problem('KEY_UNKNOWN', `${key} is a group of settings.`, { key, remedy });
  }
  const message = `There is no setting ${key}.`;
  const whole = memCatalogue.find((setting) => key.startsWith(`${setting.key}.`));
  if (whole !== undefined) {
    const remedy = `Set ${whole.key} as a whole; allowed: ${allowedValues(whole.type)}.`;
    return problem('KEY_UNKNOWN', message, { key, remedy });
  }
  const meant = nearestKey(key);
  const remedy =
    meant === null ? 'docs/settings.md lists the keys that exist.' : `Did you mean ${meant}?`;
  return problem('KEY_UNKNOWN', message, { file, key, remedy });
}
