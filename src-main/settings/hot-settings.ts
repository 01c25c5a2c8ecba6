/** The settings that count without a restart: taken from one state of the files, laid into another. */
import { isDeepStrictEqual } from 'node:util';
import { success, type Result } from '../../src-shared/errors.ts';
import { memCatalogue } from '../../src-shared/settings/catalogue.ts';
import { memText } from '../../src-shared/settings/mem-text.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { encode, fileNames, type FileTexts } from './files.ts';
import { changeMem, type MemChanges } from './mem/change.ts';

/** As texts, as `set` takes them; null: absent. */
export type HotValues = Readonly<Record<string, string | null>>;

/** Null where the file is no JSON object. */
export function hotValues({ memConfiguration }: FileTexts): HotValues | null {
  const root = parsed(memConfiguration);
  if (root === null) return null;
  const hot = memCatalogue.filter(({ effect }) => effect === 'hot');
  return Object.fromEntries(
    hot.map((setting) => {
      const value = valueAt(root, setting.key.split('.'));
      return [setting.key, value === undefined ? null : memText(setting, value)];
    }),
  );
}

/** The files, with the values that count without a restart as they are given. */
export function withHot(files: FileTexts, values: HotValues): Result<FileTexts> {
  const present = hotValues(files);
  const changes: MemChanges = Object.entries(values).filter(
    ([key, value]) => present?.[key] !== value,
  );
  if (changes.length === 0) return success(files);
  const bytes = encode('memConfiguration', files.memConfiguration);
  const changed = changeMem(bytes, changes, fileNames.memConfiguration);
  return changed.ok ? success({ ...files, memConfiguration: changed.value }) : changed;
}

/** What is judged by, of others; all else, the file of devices too, as it is. */
export function judgedAs(
  settings: GatewaySettings,
  { compliance }: Pick<GatewaySettings, 'compliance'>,
): GatewaySettings {
  const { directoryFile } = settings.compliance;
  return { ...settings, compliance: { ...compliance, directoryFile } };
}

export function sameHot(one: HotValues | null, other: HotValues | null): boolean {
  return isDeepStrictEqual(one, other);
}

function parsed(text: string): object | null {
  try {
    const root: unknown = JSON.parse(text);
    return typeof root === 'object' && root !== null ? root : null;
  } catch {
    return null;
  }
}

function valueAt(root: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (outer, name) =>
      typeof outer === 'object' && outer !== null && Object.hasOwn(outer, name)
        ? (outer as Record<string, unknown>)[name]
        : undefined,
    root,
  );
}
