import { catalogue } from '../../../src-shared/settings/catalogue.ts';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { isPolicyKey } from '../../../src-shared/settings/policy-keys.ts';
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
    settings: catalogue.filter(
      ({ key, origin }) => origin === 'own' && key.startsWith(prefix) && !isPolicyKey(key),
    ),
  }),
);

const policySettings = catalogue.filter(({ key }) => isPolicyKey(key));

/** Whether somebody looks for one of those that have a page of their own. */
export function fitsPolicies(query: string): boolean {
  const { title, text: words } = text.policies.settingsPointer;
  return (
    fitsWords(`${title} ${words}`, query) || policySettings.some((each) => fitsQuery(each, query))
  );
}

/** Found by name, key and what it does. */
export function fitsQuery(setting: Setting, query: string): boolean {
  const name = text.settings.names[setting.key] ?? '';
  const all = `${name} ${setting.key} ${text.settings.helps[setting.key] ?? ''} ${setting.help}`;
  return fitsWords(all, query);
}

function fitsWords(all: string, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.toLowerCase().includes(word));
}
