import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import { Tag } from '../../ui/tag.tsx';
import { readTls } from './fields/tls-value.ts';
import type { SettingValue } from './use-value.ts';

const SHOWN = 32;

/** Saved and waiting for a restart: what counts until then. */
export function InForce({ setting, state }: { setting: Setting; state: SettingValue }) {
  const { inForce, saved, changed } = state;
  if (changed || inForce === null || inForce === saved) return null;
  const words = asShown(setting, inForce);
  const short = words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
  return (
    <Tag tone="warn" title={inForce}>
      {text.settingsPage.notInForce(short)}
    </Tag>
  );
}

/** As the control beside it says it, not as the file does. */
function asShown({ key, type }: Setting, value: string): string {
  switch (type.kind) {
    case 'boolean':
      return value.toLowerCase() === 'true' ? text.settingsPage.on : text.settingsPage.off;
    case 'choice':
      return text.settings.choices[key]?.[value] ?? value;
    case 'tls':
      return text.settings.fields.tls[readTls(value).kind];
    default:
      return plain(value);
  }
}

/** `null` is how JSON writes it; a person reads `off`. */
function plain(value: string): string {
  if (value === 'null') return text.settingsPage.off;
  return value === '[]' || value === '{}' ? text.settingsPage.nothing : value;
}
