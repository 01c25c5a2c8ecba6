import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import type { MemSetting } from '../../../../src-shared/settings/entry.ts';
import { isOptionalText, memText, memValue } from '../../../../src-shared/settings/mem-text.ts';
import { text } from '../../../text/text.ts';
import { color } from '../../../ui/theme/color.ts';
import { monoText } from '../../../ui/theme/typography.ts';
import type { FieldProps } from './field-props.ts';

/** An address to listen on, a path below `config/`, the name of a header: what may be null is left empty then. */
export function PlainField({ setting, value, fallback, wrong, ids, change }: FieldProps) {
  const { kind } = setting.type;
  const isOptional = isOptionalText(kind) && setting.file === 'mem-configuration.json';
  // Of an address or a path that the file may leave out.
  const instead = isOptional || setting.required ? '' : (fallback ?? '');
  return (
    <TextField
      value={isOptional ? textOf(setting, value) : (value ?? '')}
      placeholder={kind === 'headerName' ? text.settingsPage.off : instead}
      error={wrong}
      sx={{ width: 260, '& input': monoText }}
      slotProps={{
        htmlInput: {
          'aria-labelledby': ids.label,
          'aria-describedby': ids.help,
          spellCheck: false,
        },
        input: kind === 'path' ? { startAdornment: <Folder /> } : {},
      }}
      onChange={({ target }) =>
        change(
          isOptional ? memText(setting, target.value === '' ? null : target.value) : target.value,
        )
      }
    />
  );
}

/** `null` is none; a header may be named "null" all the same. */
function textOf(setting: MemSetting, value: string | null): string {
  const read = memValue(setting, value ?? 'null');
  return read.ok && typeof read.value === 'string' ? read.value : '';
}

function Folder() {
  return (
    <InputAdornment position="start" disablePointerEvents sx={{ mr: '-13px' }}>
      <code style={{ ...monoText, color: color.muted }}>{text.settings.fields.folder}</code>
    </InputAdornment>
  );
}
