import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { text } from '../../../text/text.ts';
import type { FieldProps } from './field-props.ts';

export function ChoiceField({ setting, value, fallback, ids, change }: FieldProps) {
  const choices = setting.type.kind === 'choice' ? setting.type.choices : {};
  const names = text.settings.choices[setting.key] ?? {};
  return (
    <ToggleButtonGroup
      exclusive
      value={value ?? (setting.required ? null : fallback)}
      aria-labelledby={ids.label}
      aria-describedby={ids.help}
      onChange={(_event, next: string | null) => {
        // One is always chosen.
        if (next !== null) change(next);
      }}
    >
      {Object.entries(choices).map(([choice, meaning]) => (
        <ToggleButton key={choice} value={choice} title={meaning}>
          {names[choice] ?? choice}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
