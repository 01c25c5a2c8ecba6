/** A value read by every syntax that the settings know: what it would name under each. */
import { ownText } from '../../http/own-text.ts';
import { readDeviceHeader } from '../identify/device-header.ts';
import { deviceHeaderForms } from '../../../src-shared/settings/ens-values.ts';
import type { DeviceHeaderSyntax } from '../../../src-shared/settings/ens-values.ts';
import { entryKey } from '../../../src-shared/settings/ens-values.ts';

export interface Read {
  readonly syntax: DeviceHeaderSyntax;
  readonly ids: readonly string[];
}

/** Names before ids that are tried for one value. */
const mostKeys = 4;
/** Further ids of a value are not looked up. */
const mostIds = 64;

export function readingsOf(value: string): readonly Read[] {
  const isJson = /^\s*\[/.test(value);
  const forms = deviceHeaderForms.filter((form) => (form === 'json') === isJson);
  const keys = [null, ...(isJson ? membersIn(value) : namesIn(value))];
  return forms.flatMap((form) =>
    keys.flatMap((key) => {
      const named = readDeviceHeader(value, { form, key });
      return named.ok ? [{ syntax: { form, key }, ids: named.ids.slice(0, mostIds) }] : [];
    }),
  );
}

function namesIn(value: string): readonly string[] {
  const names = [...value.matchAll(/(?:^|[,;|\s])\s*([A-Za-z][A-Za-z0-9._-]{0,63})\s*=/g)];
  return distinct(names.map(([, name]) => (name ?? '').toLowerCase()));
}

function membersIn(value: string): readonly string[] {
  try {
    const [first] = JSON.parse(value) as readonly unknown[];
    if (typeof first !== 'object' || first === null) return [];
    return distinct(Object.keys(first).filter((name) => entryKey.safeParse(name).success));
  } catch {
    return [];
  }
}

/** They are kept with the counts, and the head with its credentials must not be kept by them. */
function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].slice(0, mostKeys).map(ownText);
}
