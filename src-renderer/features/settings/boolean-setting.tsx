import Switch from '@mui/material/Switch';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { Tag } from '../../ui/tag.tsx';
import { rowProps } from './row-props.ts';
import { useValue } from './use-value.ts';

export function BooleanSetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const counts = state.value ?? state.fallback ?? 'false';
  const { inForce } = state;
  const waits = !state.changed && inForce !== null && inForce !== state.saved;
  const missing = state.saved === null && setting.since !== undefined;
  return (
    <SettingRow
      {...rowProps(setting, state)}
      control={({ label, help }) => (
        <>
          {waits && <Tag tone="warn">{text.settingsPage.notInForce(inForce)}</Tag>}
          <Switch
            checked={counts.toLowerCase() === 'true'}
            onChange={(_event, on) => state.change(on ? 'true' : 'false')}
            slotProps={{
              input: { role: 'switch', 'aria-labelledby': label, 'aria-describedby': help },
            }}
          />
        </>
      )}
    >
      {missing && !state.changed && text.settings.missingKey(setting.since ?? '')}
    </SettingRow>
  );
}
