import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import { styled } from '@mui/material/styles';
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { text } from '../../text/text.ts';
import { Icon } from '../icons/icon.tsx';
import type { IconName } from '../icons/paths.ts';
import { Kbd } from '../kbd.tsx';
import { color } from '../theme/color.ts';
import { filterPalette } from './palette-filter.ts';
import type { PaletteItem } from './palette-filter.ts';
import { PaletteList } from './palette-list.tsx';

export interface Command extends PaletteItem {
  readonly icon?: IconName;
  readonly shortcut?: readonly string[] | undefined;
  /** Why it cannot be run now; it is shown all the same, so that it can be found. */
  readonly unavailable?: string | undefined;
}

interface CommandPaletteProps {
  readonly open: boolean;
  readonly commands: readonly Command[];
  readonly onClose: () => void;
  readonly onRun: (id: string) => void;
}

export function CommandPalette({ open, onClose, ...rest }: CommandPaletteProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Shell
      open={open}
      onClose={onClose}
      maxWidth={false}
      slotProps={{
        paper: { 'aria-label': text.palette.label, 'aria-labelledby': undefined },
        // `autoFocus` comes while the dialog is still hidden. From here on it is seen: no key of somebody who types
        // on at once is lost.
        transition: { onEntering: () => field.current?.focus() },
      }}
    >
      <Content {...rest} field={field} onClose={onClose} />
    </Shell>
  );
}

interface ContentProps extends Omit<CommandPaletteProps, 'open'> {
  readonly field: RefObject<HTMLInputElement | null>;
}

// A component of its own: it is born with the dialog, so each opening begins with an empty field.
function Content({ commands, field, onClose, onRun }: ContentProps) {
  const listId = useId();
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState(0);
  const found = filterPalette(commands, query);
  const active = Math.min(wanted, found.length - 1);

  const run = (command: Command | undefined) => {
    if (command === undefined || command.unavailable !== undefined) return;
    onClose();
    onRun(command.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = moved(event.key, active, found.length);
    if (to !== null) setWanted(to);
    else if (event.key === 'Enter') run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Search>
        <Icon name="search" />
        <Input
          fullWidth
          inputRef={field}
          value={query}
          placeholder={text.palette.placeholder}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.target.value);
            setWanted(0);
          }}
          inputProps={{
            role: 'combobox',
            'aria-label': text.palette.placeholder,
            'aria-expanded': true,
            'aria-controls': listId,
            'aria-activedescendant': active < 0 ? undefined : `${listId}-${String(active)}`,
            spellCheck: false,
          }}
        />
      </Search>
      {found.length === 0 ? (
        <Nothing role="status">{text.palette.nothing(query)}</Nothing>
      ) : (
        <PaletteList id={listId} commands={found} active={active} onPoint={setWanted} onRun={run} />
      )}
      <Hints />
    </>
  );
}

function moved(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'PageDown') return Math.min(active + 8, count - 1);
  return key === 'PageUp' ? Math.max(active - 8, 0) : null;
}

function Hints() {
  return (
    <Foot>
      <Kbd keys={['up', 'down']} /> {text.palette.hintMove}
      <Kbd keys={['enter']} /> {text.palette.hintRun}
      <Kbd keys={['escape']} /> {text.palette.hintClose}
    </Foot>
  );
}

const Shell = styled(Dialog)({
  '& .MuiDialog-container': { alignItems: 'flex-start', paddingTop: '12vh' },
  '& .MuiDialog-paper': { width: 560, maxWidth: 'calc(100vw - 48px)', margin: 0 },
});

const Search = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  padding: '0 16px',
  color: color.muted,
  borderBottom: `1px solid ${color.line}`,
});

const Input = styled(InputBase)({
  height: 48,
  fontSize: 15,
  '& input': { padding: 0, '&:focus-visible': { outline: 'none' } },
  '& input::placeholder': { color: color.muted, opacity: 1 },
});

const Nothing = styled('p')({
  margin: 0,
  padding: '28px 16px',
  textAlign: 'center',
  color: color.muted,
});

const Foot = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  padding: '8px 16px',
  fontSize: 12,
  color: color.muted,
  borderTop: `1px solid ${color.line}`,
  '& > span:not(:first-of-type)': { marginLeft: 10 },
});
