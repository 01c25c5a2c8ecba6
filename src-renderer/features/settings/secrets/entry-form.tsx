import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { text } from '../../../text/text.ts';
import type { EntryProps } from './entry-props.ts';

interface EntryFormProps extends Omit<EntryProps, 'onSend'> {
  readonly ready: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** Enter sends, Escape gives up. */
export function EntryForm({ busy, ready, onSubmit, onCancel, children }: EntryFormProps) {
  return (
    <Form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      {children}
      <Button variant="text" onClick={onCancel}>
        {text.common.cancel}
      </Button>
      <Button
        type="submit"
        variant="contained"
        color="primary"
        loading={busy}
        disabled={!ready || busy}
      >
        {text.secrets.set}
      </Button>
    </Form>
  );
}

const Form = styled('form')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  maxWidth: 660,
  marginTop: 10,
});
