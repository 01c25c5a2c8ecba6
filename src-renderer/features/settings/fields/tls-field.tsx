import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useRef } from 'react';
import { text } from '../../../text/text.ts';
import { monoText } from '../../../ui/theme/typography.ts';
import type { FieldProps } from './field-props.ts';
import { readTls, tlsKinds, tlsText } from './tls-value.ts';
import type { TlsForm } from './tls-value.ts';

const { fields } = text.settings;

const empty: Readonly<Record<TlsForm['kind'], TlsForm>> = {
  none: { kind: 'none' },
  pem: { kind: 'pem', certificate: '', key: '' },
  pfx: { kind: 'pfx', pfx: '' },
};

export function TlsKind({ value, fallback, ids, change }: FieldProps) {
  const form = readTls(value ?? fallback);
  // Chosen again, a kind still has its files.
  const last = useRef(empty);
  return (
    <ToggleButtonGroup
      exclusive
      value={form.kind}
      aria-labelledby={ids.label}
      aria-describedby={ids.help}
      onChange={(_event, next: TlsForm['kind'] | null) => {
        if (next === null) return;
        last.current = { ...last.current, [form.kind]: form };
        change(tlsText(last.current[next]));
      }}
    >
      {tlsKinds.map((kind) => (
        <ToggleButton key={kind} value={kind}>
          {fields.tls[kind]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export function TlsFiles({ value, fallback, wrong, change }: FieldProps) {
  const form = readTls(value ?? fallback);
  const put = (next: TlsForm) => change(tlsText(next));
  switch (form.kind) {
    case 'none':
      return null;
    case 'pem':
      return (
        <Files>
          <File
            label={fields.certificate}
            value={form.certificate}
            hint={fields.hints.certificate}
            wrong={wrong && form.certificate === ''}
            onChange={(certificate) => put({ ...form, certificate })}
          />
          <File
            label={fields.key}
            value={form.key}
            hint={fields.hints.key}
            wrong={wrong && form.key === ''}
            onChange={(key) => put({ ...form, key })}
          />
        </Files>
      );
    case 'pfx':
      return (
        <Files>
          <File
            label={fields.pfx}
            value={form.pfx}
            hint={fields.hints.pfx}
            wrong={wrong && form.pfx === ''}
            onChange={(pfx) => put({ ...form, pfx })}
          />
        </Files>
      );
  }
}

interface FileProps {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly wrong: boolean;
  readonly onChange: (value: string) => void;
}

function File({ label, value, hint, wrong, onChange }: FileProps) {
  return (
    <TextField
      fullWidth
      label={label}
      value={value}
      placeholder={hint}
      error={wrong}
      sx={{ '& input': monoText }}
      slotProps={{ htmlInput: { spellCheck: false, 'aria-label': label } }}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

const Files = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))',
  gap: 12,
  maxWidth: 660,
});
