/** Both files of settings as the Settings page shows them: what is saved beside what is in force. */
import type { FormSetting } from '../../../src-shared/contract/window.ts';
import {
  findMemSetting,
  memCatalogue,
  propertyCatalogue,
} from '../../../src-shared/settings/catalogue.ts';
import { memSettings } from '../../../src-shared/settings/mem-catalogue.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import type { HomePaths } from '../../settings/home.ts';
import { readSaved, type FileTexts } from '../../settings/load.ts';
import { effectiveValues, parseProperties } from '../../settings/properties/parse.ts';

type Values = (key: string) => string | null;

export async function formSettings(
  paths: HomePaths,
  inForce: FileTexts | null,
): Promise<FormSetting[]> {
  const saved = await readSaved(paths);
  const nothing: Values = () => null;
  const properties = inForce === null ? nothing : propertyValues(inForce);
  const mem = inForce === null ? nothing : memValues(inForce);
  return [
    ...rows('application.properties', propertyCatalogue, propertyValues(saved), properties),
    ...rows('mem-configuration.json', memCatalogue, memValues(saved), mem),
  ];
}

/** Nobody named an Exchange yet: `init` writes an example. */
export async function isFirstRun(paths: HomePaths): Promise<boolean> {
  const { key, initial } = memSettings['emailServer.hostAndPort'];
  const named = memValues(await readSaved(paths))(key);
  return named === null || named === initial;
}

function rows(
  file: FormSetting['file'],
  settings: readonly { readonly key: string }[],
  saved: Values,
  inForce: Values,
): FormSetting[] {
  return settings.map(({ key }) => ({ key, file, saved: saved(key), inForce: inForce(key) }));
}

function propertyValues({ properties }: FileTexts): Values {
  const values = effectiveValues(parseProperties(properties));
  return (key) => values.get(key) ?? null;
}

/** As `set` takes them. A file that is no JSON has no values. */
function memValues({ memConfiguration }: FileTexts): Values {
  let root: unknown;
  try {
    root = JSON.parse(memConfiguration);
  } catch {
    return () => null;
  }
  return (key) => {
    const found = key.split('.').reduce<unknown>((value, name) => {
      const object = typeof value === 'object' && value !== null ? value : {};
      return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
    }, root);
    if (found === undefined) return null;
    return memText(findMemSetting(key), found);
  };
}
