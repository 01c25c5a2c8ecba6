/**
 * The catalogue of settings: the single source for defaults, validation, forms, help and `docs/settings.md`.
 * To add a setting, add an entry in `properties-catalogue.ts`, `mem-catalogue.ts` or `mem-compliance.ts`.
 */
import type { MemSetting, PropertySetting, Setting } from './entry.ts';
import { memSettings } from './mem-catalogue.ts';
import { nearest } from './nearest.ts';
import { propertySettings } from './properties-catalogue.ts';

export const propertyCatalogue: readonly PropertySetting[] = propertySettings;
export const memCatalogue: readonly MemSetting[] = Object.values<MemSetting>(memSettings);
export const catalogue: readonly Setting[] = [...propertyCatalogue, ...memCatalogue];

const byKey = new Map(catalogue.map((setting) => [setting.key, setting]));

export function findSetting(key: string): Setting | undefined {
  return byKey.get(key);
}

export function findPropertySetting(key: string): PropertySetting | undefined {
  const setting = byKey.get(key);
  return setting?.file === 'application.properties' ? setting : undefined;
}

export function findMemSetting(key: string): MemSetting | undefined {
  const setting = byKey.get(key);
  return setting?.file === 'mem-configuration.json' ? setting : undefined;
}

/** The key of the catalogue that somebody probably meant, or null. */
export function nearestKey(key: string, among: readonly Setting[] = catalogue): string | null {
  return nearest(
    key,
    among.map((setting) => setting.key),
  );
}
