/** One value of `application.properties`: is it allowed, and what does it mean. */
import { clip } from '../../../src-shared/clip.ts';
import { problem, type Problem } from '../../../src-shared/errors.ts';
import { allowedValues, type PropertySetting } from '../../../src-shared/settings/entry.ts';
import { parseHostAndPort } from '../../../src-shared/settings/host-and-port.ts';

export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
}

/** Why `value` is not allowed for the setting, or null. The value of an address is never repeated: it may hold a password. */
export function valueProblem(
  setting: PropertySetting,
  value: string,
  place: Place,
): Problem | null {
  const details = { ...place, key: setting.key };
  const { type } = setting;
  switch (type.kind) {
    case 'boolean':
      return parseBoolean(value) === null
        ? problem('BOOLEAN', `${setting.key} is ${shown(value)}, neither true nor false.`, details)
        : null;
    case 'integer':
      return parseWhole(value, type) === null
        ? problem(
            'NUMBER',
            `${setting.key} is ${shown(value)}; allowed: ${allowedValues(type)}.`,
            details,
          )
        : null;
    case 'hostAndPort': {
      const parsed = parseHostAndPort(value);
      return parsed.ok
        ? null
        : problem('HOST_AND_PORT', `${setting.key} ${parsed.reason}.`, details);
    }
  }
}

/** In any case, as Java's `Boolean.parseBoolean`; a blank before or after makes it something else. */
export function parseBoolean(value: string): boolean | null {
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : null;
}

function parseWhole(value: string, range: { min: number; max: number }): number | null {
  if (!/^\d{1,9}$/.test(value)) return null;
  const number = Number(value);
  return number >= range.min && number <= range.max ? number : null;
}

/** Quoted and short, so that a trailing blank can be seen. */
function shown(value: string): string {
  if (value === '') return 'empty';
  return `"${clip(value, 40)}"`;
}
