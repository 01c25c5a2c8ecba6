import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import type { SettingValue } from './use-value.ts';

/** What every row takes from the catalogue, whatever its control. */
export function rowProps(setting: Setting, { changed, revert, problem }: SettingValue) {
  return {
    title: text.settings.names[setting.key] ?? setting.key,
    help: setting.help,
    keyName: setting.key,
    since: setting.since,
    effect: setting.effect,
    interrupts: setting.interrupts,
    changed,
    onRevert: revert,
    problem: problem ?? undefined,
  } as const;
}
