import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import type { SettingValue } from './use-value.ts';

/** What every row takes from the catalogue, whatever its control. */
export function rowProps(setting: Setting, state: SettingValue) {
  const { changed, revert, problem } = state;
  return {
    title: text.settings.names[setting.key] ?? setting.key,
    help: helpOf(setting, state),
    keyName: setting.key,
    since: setting.since,
    effect: setting.effect,
    interrupts: setting.interrupts,
    changed,
    onRevert: revert,
    problem: problem ?? undefined,
  } as const;
}

/** With a choice comes what it does. */
function helpOf(setting: Setting, { value, fallback }: SettingValue): string {
  const { key, type } = setting;
  const help = text.settings.helps[key] ?? setting.help;
  const chosen = value ?? fallback;
  if (type.kind !== 'choice' || chosen === null) return help;
  const meaning = type.choices[chosen];
  const name = text.settings.choices[key]?.[chosen] ?? chosen;
  return meaning === undefined ? help : `${help} ${text.settings.chosen(name, meaning)}`;
}
