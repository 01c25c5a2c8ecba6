import { styled } from '@mui/material/styles';
import { Card } from '../../ui/card.tsx';
import { Choice } from '../../ui/choice.tsx';
import type { Option } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { settingRowId } from '../../ui/setting-row.tsx';
import { color } from '../../ui/theme/color.ts';
import { FieldNote, noteOf } from '../settings/fields/field-notes.tsx';
import { InForce } from '../settings/in-force.tsx';
import { useValue } from '../settings/use-value.ts';
import { findMemSetting } from '../../../src-shared/settings/catalogue.ts';

interface ChoiceCardProps<Value extends string> {
  readonly title: string;
  readonly of: string;
  readonly options: readonly Option<Value>[];
}

/** A setting whose choices are so important that each stands there with what it means. */
export function ChoiceCard<Value extends string>(props: ChoiceCardProps<Value>) {
  const { title, of, options } = props;
  const state = useValue(of);
  const setting = findMemSetting(of);
  const note = noteOf(of, state.value, state.saved);
  return (
    <div id={settingRowId(of)} tabIndex={-1}>
      <Card
        title={title}
        actions={setting !== undefined && <InForce setting={setting} state={state} />}
      >
        <Choice
          hideLabel
          label={title}
          value={options.find(({ value }) => value === state.value)?.value ?? null}
          options={options}
          onChange={state.change}
        />
        {note !== null && <FieldNote>{note}</FieldNote>}
        {state.problem !== null && (
          <Problem role="alert">
            <Icon name="error" size={16} />
            {state.problem}
          </Problem>
        )}
      </Card>
    </div>
  );
}

const Problem = styled('p')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  margin: '8px 0 0',
  fontSize: 12,
  lineHeight: '18px',
  color: color.blocked,
});
