import Switch from '@mui/material/Switch';
import type { FieldProps } from './field-props.ts';

export function BooleanField({ value, fallback, ids, change }: FieldProps) {
  const counts = value ?? fallback ?? 'false';
  return (
    <Switch
      checked={counts.toLowerCase() === 'true'}
      onChange={(_event, on) => change(on ? 'true' : 'false')}
      slotProps={{
        input: { role: 'switch', 'aria-labelledby': ids.label, 'aria-describedby': ids.help },
      }}
    />
  );
}
