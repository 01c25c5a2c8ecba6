import { text } from '../../text/text.ts';
import { Tag } from '../../ui/tag.tsx';
import type { SettingValue } from './use-value.ts';

const SHOWN = 32;

/** Saved and waiting for a restart: what counts until then. */
export function InForce({ state }: { state: SettingValue }) {
  const { inForce, saved, changed } = state;
  if (changed || inForce === null || inForce === saved) return null;
  const short = inForce.length > SHOWN ? `${inForce.slice(0, SHOWN)}…` : inForce;
  return (
    <Tag tone="warn" title={inForce}>
      {text.settingsPage.notInForce(plain(short))}
    </Tag>
  );
}

/** `null` is how JSON writes it; a person reads `off`. */
function plain(value: string): string {
  if (value === 'null') return text.settingsPage.off;
  return value === '[]' || value === '{}' ? text.settingsPage.nothing : value;
}
