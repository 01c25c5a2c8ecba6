import TextField from '@mui/material/TextField';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { rowProps } from './row-props.ts';
import { useValue } from './use-value.ts';

export function IntegerSetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const unit = setting.type.kind === 'integer' ? setting.type.unit : undefined;
  return (
    <SettingRow
      {...rowProps(setting, state)}
      control={({ label, help }) => (
        <>
          <TextField
            value={state.value ?? ''}
            placeholder={state.fallback ?? ''}
            error={state.problem !== null}
            sx={{ width: 96 }}
            slotProps={{
              htmlInput: {
                'aria-labelledby': label,
                'aria-describedby': help,
                inputMode: 'numeric',
              },
            }}
            // Emptied is commented out: the default counts again.
            onChange={({ target }) => state.change(target.value === '' ? null : target.value)}
          />
          {unit}
        </>
      )}
    />
  );
}
