import type { Setting } from '../../../src-shared/settings/entry.ts';
import { text } from '../../text/text.ts';
import { SettingRow } from '../../ui/setting-row.tsx';
import type { SettingIds } from '../../ui/setting-row.tsx';
import { FieldNote, noteOf } from './fields/field-notes.tsx';
import type { FieldProps } from './fields/field-props.ts';
import { fieldOf } from './fields/field.ts';
import { InForce } from './in-force.tsx';
import { rowProps } from './row-props.ts';
import { useValue } from './use-value.ts';

/** A setting with the control of its type. */
export function FieldSetting({ setting }: { setting: Setting }) {
  const state = useValue(setting.key);
  const { Beside, Below } = fieldOf[setting.type.kind];
  const row = rowProps(setting, state);
  const props = (ids: SettingIds): FieldProps => ({
    ...{ setting, ids, title: row.title },
    ...{ value: state.value, fallback: state.fallback, change: state.change },
    wrong: state.problem !== null,
  });
  const note = noteOf(setting.key, state.value, state.saved);
  const missing = state.saved === null && !state.changed ? setting.since : undefined;
  return (
    <SettingRow
      {...row}
      control={(ids) => (
        <>
          <InForce setting={setting} state={state} />
          {Beside !== undefined && <Beside {...props(ids)} />}
        </>
      )}
    >
      {(ids) => (
        <>
          {Below !== undefined && <Below {...props(ids)} />}
          {missing !== undefined && text.settings.missingKey(missing)}
          {note !== null && <FieldNote>{note}</FieldNote>}
        </>
      )}
    </SettingRow>
  );
}
