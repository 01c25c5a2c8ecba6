import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { OverrideTerms } from '../stores/clients.ts';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { color } from '../ui/theme/color.ts';
import { radius } from '../ui/theme/tokens.ts';

const { terms } = text.clientsPage;
type Term = keyof typeof terms;
const hours: Readonly<Record<Term, number | null>> = {
  '4h': 4,
  '1d': 24,
  '7d': 168,
  '30d': 720,
  good: null,
};

interface AllowFormProps {
  readonly busy: boolean;
  readonly onAllow: (terms: OverrideTerms) => void;
  readonly onCancel: () => void;
  /** Nobody has proved to be who is allowed. */
  readonly claimed?: boolean | undefined;
}

/** How long, and why. Opens with a day: an exception that nobody ends is the common mistake. */
export function AllowForm({ busy, onAllow, onCancel, claimed }: AllowFormProps) {
  const [term, setTerm] = useState<Term>('1d');
  const [note, setNote] = useState('');
  const allow = () => {
    const length = hours[term];
    const until = length === null ? null : new Date(Date.now() + length * 3_600_000).toISOString();
    onAllow({ until, note: note.trim() === '' ? null : note.trim() });
  };
  return (
    <Form
      aria-label={text.actions.allow}
      onSubmit={(event) => {
        event.preventDefault();
        allow();
      }}
    >
      {claimed === true && (
        <Warning role="alert">
          <Icon name="warning" size={16} />
          <span>{text.clients.allow.claimed}</span>
        </Warning>
      )}
      <How aria-hidden>{text.clientsPage.how}</How>
      <ToggleButtonGroup
        exclusive
        fullWidth
        value={term}
        aria-label={text.clientsPage.how}
        onChange={(_event, chosen: Term | null) => {
          if (chosen !== null) setTerm(chosen);
        }}
      >
        {(Object.keys(terms) as Term[]).map((each) => (
          <ToggleButton key={each} value={each} sx={{ padding: '0 4px', whiteSpace: 'nowrap' }}>
            {terms[each]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <TextField
        fullWidth
        autoFocus
        value={note}
        placeholder={text.clients.allow.noteHint}
        slotProps={{ htmlInput: { 'aria-label': text.clients.allow.note, maxLength: 500 } }}
        onChange={(event) => setNote(event.target.value)}
      />
      <Row>
        <Button variant="text" onClick={onCancel}>
          {text.common.cancel}
        </Button>
        <Button type="submit" variant="contained" color="primary" loading={busy}>
          {text.actions.allow}
        </Button>
      </Row>
    </Form>
  );
}

const Form = styled('form')({ flex: 1, display: 'flex', flexDirection: 'column', gap: 10 });

const Warning = styled('p')({
  display: 'flex',
  gap: 8,
  margin: 0,
  padding: '8px 10px',
  borderRadius: radius.control,
  fontSize: 12,
  lineHeight: '18px',
  color: color.warn,
  background: color.warnSoft,
  '& > svg': { marginTop: 1 },
});

const How = styled('span')({
  marginBottom: -4,
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});

const Row = styled('div')({ display: 'flex', justifyContent: 'flex-end', gap: 8 });
