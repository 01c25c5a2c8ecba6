import Button from '@mui/material/Button';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { useRef } from 'react';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { invalid } from '../../stores/draft.ts';
import { text } from '../../text/text.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { monoText } from '../../ui/theme/typography.ts';
import { HostResults } from './host-results.tsx';
import { rowProps } from './row-props.ts';
import { useHostTest } from './use-host-test.ts';
import { useValue } from './use-value.ts';

/** Off is a commented line; on needs a host, which can be tested before it is saved. */
export function HostSetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const test = useHostTest();
  // Switched off and on again, the host is still there.
  const last = useRef(state.value ?? '');
  const on = state.value !== null;
  const host = state.value ?? '';
  const set = (value: string) => {
    last.current = value;
    state.change(value);
    test.forget();
  };
  return (
    <SettingRow
      {...rowProps(setting, state)}
      control={({ label, help }) => (
        <Switch
          checked={on}
          onChange={(_event, wanted) => state.change(wanted ? last.current : null)}
          slotProps={{
            input: { role: 'switch', 'aria-labelledby': label, 'aria-describedby': help },
          }}
        />
      )}
    >
      {on && (
        <>
          <Line>
            <TextField
              fullWidth
              value={host}
              placeholder={text.settings.hostHint}
              error={state.problem !== null}
              sx={{ '& input': monoText }}
              slotProps={{
                htmlInput: { 'aria-label': text.settings.hostLabel, spellCheck: false },
              }}
              onChange={({ target }) => set(target.value)}
            />
            <Button
              loading={test.state.kind === 'running'}
              disabled={invalid(setting.key, state.value) !== null}
              onClick={() => test.run(host)}
            >
              {text.actions.test}
            </Button>
          </Line>
          <HostResults state={test.state} />
        </>
      )}
    </SettingRow>
  );
}

const Line = styled('div')({ display: 'flex', gap: 8 });
