import { catalogue } from '../../../src-shared/settings/catalogue.ts';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';

export type GroupId = Exclude<keyof typeof text.settings.groups, 'vendor' | 'other'>;

/** The three of the vendor stand first and large. */
export const vendorSettings = catalogue.filter(({ origin }) => origin === 'vendor');

const prefixes: readonly (readonly [string, GroupId])[] = [
  ['restart.', 'restart'],
  ['listener.', 'listener'],
  ['emailServer.', 'exchange'],
  ['authentication.', 'authentication'],
  ['clientCertificates.', 'clientCertificates'],
  ['compliance.', 'compliance'],
  ['uem.', 'uem'],
  ['kcd.', 'kcd'],
  ['admin.', 'admin'],
  ['accessLog.', 'accessLog'],
];

export const settingGroups: readonly { id: GroupId; settings: readonly Setting[] }[] = prefixes.map(
  ([prefix, id]) => ({
    id,
    settings: catalogue.filter(({ key, origin }) => origin === 'own' && key.startsWith(prefix)),
  }),
);

/** Found by name, key and what it does. */
export function fitsQuery(setting: Setting, query: string): boolean {
  const name = text.settings.names[setting.key] ?? '';
  const all =
    `${name} ${setting.key} ${text.settings.helps[setting.key] ?? ''} ${setting.help}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
