import { styled } from '@mui/material/styles';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { rowProps } from './row-props.ts';
import { useValue } from './use-value.ts';

/** A value of the file that no call writes yet: shown, with the place where it is changed. */
export function ReadOnlySetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const value = state.value ?? state.fallback ?? text.settingsPage.notSet;
  const { inForce } = state;
  const waits = inForce !== null && inForce !== state.saved;
  return (
    <SettingRow
      {...rowProps(setting, state)}
      control={({ label }) => (
        <Value aria-labelledby={label} role="group">
          {waits && <Tag tone="warn">{text.settingsPage.notInForce(plain(inForce))}</Tag>}
          <code title={value}>{plain(value)}</code>
        </Value>
      )}
    />
  );
}

/** `"test"` is how JSON writes it; a person reads `test`. */
function plain(value: string): string {
  if (value === 'null') return text.settingsPage.off;
  if (value === '[]' || value === '{}') return text.settingsPage.nothing;
  return value.replace(/^"(.*)"$/, '$1');
}

const Value = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  maxWidth: 320,
  '& code': {
    ...monoText,
    padding: '3px 8px',
    borderRadius: 6,
    background: color.sunken,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    userSelect: 'text',
  },
});
