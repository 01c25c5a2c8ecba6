import { styled } from '@mui/material/styles';
import { Fragment, useEffect, useRef } from 'react';
import { Icon } from '../icons/icon.tsx';
import { Kbd } from '../kbd.tsx';
import { color } from '../theme/color.ts';
import { radius } from '../theme/tokens.ts';
import type { Command } from './command-palette.tsx';

interface PaletteListProps {
  readonly id: string;
  readonly commands: readonly Command[];
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onRun: (command: Command) => void;
}

/** The keyboard stays in the field above; the option it stands on is the active descendant. */
export function PaletteList({ id, commands, active, onPoint, onRun }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <List id={id} ref={list} role="listbox" aria-label={commands[0]?.group}>
      {commands.map((command, index) => (
        <Fragment key={command.id}>
          {command.group !== commands[index - 1]?.group && (
            <Group role="presentation">{command.group}</Group>
          )}
          <Option
            role="option"
            id={`${id}-${String(index)}`}
            aria-selected={index === active}
            aria-disabled={command.unavailable !== undefined}
            title={command.unavailable}
            onMouseMove={() => onPoint(index)}
            onClick={() => onRun(command)}
          >
            {command.icon !== undefined && <Icon name={command.icon} />}
            <Words>
              {command.title}
              {command.unavailable !== undefined && <Why>{command.unavailable}</Why>}
            </Words>
            {command.shortcut !== undefined && <Kbd keys={command.shortcut} />}
          </Option>
        </Fragment>
      ))}
    </List>
  );
}

const List = styled('div')({ maxHeight: 'min(560px, 58vh)', overflowY: 'auto', padding: 6 });

const Group = styled('div')({
  padding: '8px 10px 4px',
  fontSize: 11,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});

const Option = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  minHeight: 36,
  padding: '0 10px',
  borderRadius: radius.control,
  color: color.text,
  cursor: 'pointer',
  '& > svg': { color: color.muted },
  '&[aria-selected="true"]': { background: color.primarySoft },
  '&[aria-selected="true"] > svg': { color: color.primary },
  '&[aria-disabled="true"]': { color: color.muted, cursor: 'default' },
});

const Words = styled('span')({
  flex: 1,
  minWidth: 0,
  display: 'flex',
  gap: 10,
  overflow: 'hidden',
  whiteSpace: 'nowrap',
  textOverflow: 'ellipsis',
});

const Why = styled('span')({ fontSize: 12, color: color.muted });
