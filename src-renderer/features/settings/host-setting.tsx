import Switch from '@mui/material/Switch';
import { useRef } from 'react';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import { HostField } from './fields/host-field.tsx';
import { InForce } from './in-force.tsx';
import { rowProps } from './row-props.ts';
import { useValue } from './use-value.ts';

/** A host that may be left out: off is a commented line, on needs a host. */
export function HostSetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const row = rowProps(setting, state);
  // Switched off and on again, the host is still there.
  const last = useRef(state.value ?? '');
  const on = state.value !== null;
  return (
    <SettingRow
      {...row}
      control={({ label, help }) => (
        <>
          <InForce setting={setting} state={state} />
          <Switch
            checked={on}
            onChange={(_event, wanted) => state.change(wanted ? last.current : null)}
            slotProps={{
              input: { role: 'switch', 'aria-labelledby': label, 'aria-describedby': help },
            }}
          />
        </>
      )}
    >
      {(ids) =>
        on && (
          <HostField
            setting={setting}
            title={row.title}
            value={state.value}
            fallback={null}
            wrong={state.problem !== null}
            ids={ids}
            change={(value) => {
              last.current = value ?? '';
              state.change(value);
            }}
          />
        )
      }
    </SettingRow>
  );
}
