import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import { useLayoutEffect, useRef, useState } from 'react';
import { text } from '../../../text/text.ts';
import { Icon } from '../../../ui/icons/icon.tsx';
import { monoText } from '../../../ui/theme/typography.ts';
import { EntryForm } from './entry-form.tsx';
import type { EntryProps } from './entry-props.ts';

/** A line that is typed. It is nowhere but in the field, and there no longer than until it is sent or given up. */
export function TextEntry({ label, ...props }: EntryProps & { readonly label: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(false);
  const [shown, setShown] = useState(false);
  // Another element each time, because one that was emptied may know how to undo that.
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const mine = field.current;
    mine?.focus();
    return () => empty(mine);
  }, [turn]);

  const send = () => {
    const bytes = new TextEncoder().encode(field.current?.value ?? '');
    empty(field.current);
    setTyped(false);
    setShown(false);
    setTurn(turn + 1);
    void props.onSend(bytes);
  };
  return (
    <EntryForm {...props} ready={typed} onSubmit={send}>
      <TextField
        key={turn}
        inputRef={field}
        type={shown ? 'text' : 'password'}
        sx={{ flex: '1 1 240px', maxWidth: 360, '& input': monoText }}
        slotProps={{
          htmlInput: {
            'aria-label': label,
            placeholder: label,
            autoComplete: 'off',
            autoCapitalize: 'off',
            spellCheck: false,
          },
          input: {
            endAdornment: (
              <InputAdornment position="end">
                <Tooltip title={text.secrets.reveal}>
                  <IconButton
                    size="small"
                    edge="end"
                    aria-label={text.secrets.reveal}
                    aria-pressed={shown}
                    color={shown ? 'primary' : 'default'}
                    onClick={() => setShown(!shown)}
                  >
                    <Icon name="eye" size={16} />
                  </IconButton>
                </Tooltip>
              </InputAdornment>
            ),
          },
        }}
        onChange={({ target }) => setTyped(target.value !== '')}
      />
    </EntryForm>
  );
}

function empty(field: HTMLInputElement | null): void {
  if (field !== null) field.value = '';
}
