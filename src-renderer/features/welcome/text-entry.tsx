import TextField from '@mui/material/TextField';
import type { ReactNode } from 'react';
import type { SetUpField, SetUpValues } from '../../stores/set-up-values.ts';
import { enter, useSetUp } from '../../stores/set-up.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { useFault } from './use-field.ts';

/** The fields that are texts. */
type TextField_ = {
  [Name in SetUpField]: SetUpValues[Name] extends string ? Name : never;
}[SetUpField];

interface TextEntryProps {
  readonly field: Exclude<TextField_, 'mode' | 'tlsEnds'>;
  readonly label: string;
  readonly help: ReactNode;
  readonly hint?: string;
  readonly width?: number;
}

/** One value of the set-up: its fault stands in the place of its help, and is read out with the field. */
export function TextEntry({ field, label, help, hint, width }: TextEntryProps) {
  const value = useSetUp((state) => state.values?.[field] ?? '');
  const fault = useFault(field);
  return (
    <TextField
      id={`set-up-${field}`}
      label={label}
      value={value}
      placeholder={hint}
      error={fault !== null}
      helperText={fault ?? help}
      fullWidth={width === undefined}
      sx={{ '& input': monoText, ...(width === undefined ? {} : { width }) }}
      slotProps={{
        htmlInput: { spellCheck: false, autoComplete: 'off' },
        formHelperText: fault === null ? {} : { role: 'alert' },
      }}
      onChange={({ target }) => enter({ [field]: target.value })}
    />
  );
}
