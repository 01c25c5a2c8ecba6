import TextField from '@mui/material/TextField';
import type { FieldProps } from './field-props.ts';

export function IntegerField({ setting, value, fallback, wrong, ids, change }: FieldProps) {
  const unit = setting.type.kind === 'integer' ? setting.type.unit : undefined;
  return (
    <>
      <TextField
        value={value ?? ''}
        placeholder={setting.required ? '' : (fallback ?? '')}
        error={wrong}
        sx={{ width: 96 }}
        slotProps={{
          htmlInput: {
            'aria-labelledby': ids.label,
            'aria-describedby': ids.help,
            inputMode: 'numeric',
          },
        }}
        // Emptied is absent: the default counts again.
        onChange={({ target }) => change(target.value === '' ? null : target.value)}
      />
      {unit}
    </>
  );
}
