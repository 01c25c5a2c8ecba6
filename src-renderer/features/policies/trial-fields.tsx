import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { protocols } from '../../../src-shared/decision.ts';
import { text } from '../../text/text.ts';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import type { Trial } from './trial.ts';

const words = text.policies.simulator;

interface TrialFieldsProps {
  readonly trial: Trial;
  readonly change: (parts: Partial<Trial>) => void;
  /** The draft has policies of its own to judge by. */
  readonly changed: boolean;
  /** There is an address that counts as the notification service's. */
  readonly ens: boolean;
}

export function TrialFields({ trial, change, changed, ens }: TrialFieldsProps) {
  const isEas = trial.protocol === 'eas';
  const entry = (name: TypedName, hint = '') => (
    <Entry
      label={words[name]}
      hint={hint}
      value={trial[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <>
      {entry('user', words.userHint)}
      {entry('device')}
      <Pick
        label={words.protocol}
        value={trial.protocol}
        options={protocols.map((value) => [value, text.protocol[value]])}
        onPick={(protocol) => change({ protocol })}
      />
      {isEas ? (
        <>
          {entry('userAgent', words.userAgentHint)}
          {entry('deviceType', words.deviceTypeHint)}
        </>
      ) : (
        <>
          <Pick
            label={words.from}
            value={trial.from}
            options={[
              ['ens', words.sources.ens],
              ['other', words.sources.other],
            ]}
            onPick={(from) => change({ from })}
          />
          {!ens && trial.from === 'ens' && <Note>{words.noEns}</Note>}
          {entry('mailbox')}
          {entry('operation', words.operationHint)}
          {trial.operation !== '' && entry('userAgent')}
        </>
      )}
      {changed && (
        <Pick
          label={words.by}
          value={trial.by}
          options={[
            ['draft', words.policies.draft],
            ['inForce', words.policies.inForce],
          ]}
          onPick={(by) => change({ by })}
        />
      )}
    </>
  );
}

type TypedName = 'user' | 'device' | 'userAgent' | 'deviceType' | 'mailbox' | 'operation';

interface EntryProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Entry({ label, hint, value, onChange }: EntryProps) {
  const id = useId();
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <TextField
        fullWidth
        id={id}
        value={value}
        placeholder={hint}
        sx={{ '& input': monoText }}
        slotProps={{ htmlInput: { spellCheck: false, maxLength: 512 } }}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

interface PickProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onPick: (value: Value) => void;
}

function Pick<Value extends string>({ label, value, options, onPick }: PickProps<Value>) {
  return (
    <div>
      <Label as="span" aria-hidden>
        {label}
      </Label>
      <ToggleButtonGroup
        exclusive
        fullWidth
        value={value}
        aria-label={label}
        onChange={(_event, next: Value | null) => {
          if (next !== null) onPick(next);
        }}
      >
        {options.map(([each, name]) => (
          <ToggleButton key={each} value={each}>
            {name}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

const Note = styled('p')({ margin: 0, fontSize: 12, color: color.muted });

const Label = styled('label')({
  display: 'block',
  marginBottom: 4,
  fontSize: 12,
  fontWeight: 550,
  lineHeight: '16px',
  color: color.muted,
});
