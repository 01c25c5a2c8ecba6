import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { text } from '../../../text/text.ts';
import { color } from '../../../ui/theme/color.ts';
import { monoText } from '../../../ui/theme/typography.ts';
import type { FieldProps } from './field-props.ts';

const { fields } = text.settings;

const hints: Readonly<Partial<Record<FieldProps['setting']['type']['kind'], string>>> = {
  cidrs: fields.networks,
  urlPaths: fields.paths,
  userNames: fields.accounts,
  servers: fields.servers,
  domainControllers: fields.domainControllers,
  certificateUsers: fields.certificates,
  crlUrls: fields.lists,
  thumbprints: fields.thumbprints,
  ewsOperations: fields.ewsOperations,
  webhookHosts: fields.webhookHosts,
  patterns: fields.patterns,
  platformPatterns: fields.platformPatterns,
  policyUsers: fields.policyUsers,
  userGroups: fields.userGroups,
};

/** One entry per line, so that a list can be pasted. */
export function ListField({ setting, value, fallback, wrong, ids, change }: FieldProps) {
  const entries = entriesOf(value ?? fallback);
  const [typed, setTyped] = useState('');
  // Blank lines are no entries, but they stay while somebody types.
  const shown = sameList(linesOf(typed), entries) ? typed : entries.join('\n');
  const hint = hints[setting.type.kind] ?? '';
  return (
    <TextField
      multiline
      fullWidth
      minRows={2}
      maxRows={8}
      value={shown}
      placeholder={hint}
      error={wrong}
      helperText={fields.onePerLine}
      sx={{
        maxWidth: 660,
        '& textarea': monoText,
        // What is wrong stands below; this is only how to write it.
        '& .MuiFormHelperText-root.Mui-error': { color: color.muted },
      }}
      slotProps={{
        htmlInput: {
          'aria-labelledby': ids.label,
          'aria-describedby': ids.help,
          spellCheck: false,
        },
      }}
      onChange={({ target }) => {
        setTyped(target.value);
        change(JSON.stringify(linesOf(target.value)));
      }}
    />
  );
}

function linesOf(typed: string): string[] {
  return typed
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function entriesOf(value: string | null): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(value ?? '[]');
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch {
    return [];
  }
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, at) => each === right[at]);
}
