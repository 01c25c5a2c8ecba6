import { styled } from '@mui/material/styles';
import { Kbd } from './kbd.tsx';
import { color } from './theme/color.ts';

export interface Shortcut {
  readonly label: string;
  readonly keys: readonly string[];
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

interface ShortcutHelpProps {
  readonly groups: readonly ShortcutGroup[];
}

/** The list behind `?`. */
export function ShortcutHelp({ groups }: ShortcutHelpProps) {
  return (
    <Root>
      {groups.map(({ title, shortcuts }) => (
        <section key={title} aria-label={title}>
          <Title>{title}</Title>
          <List>
            {shortcuts.map(({ label, keys }) => (
              <Row key={label}>
                <span>{label}</span>
                <Kbd keys={keys} />
              </Row>
            ))}
          </List>
        </section>
      ))}
    </Root>
  );
}

const Root = styled('div')({
  columns: '2 240px',
  columnGap: 40,
  '& > section': { breakInside: 'avoid' },
  '& > section + section + section': { marginTop: 20 },
});

const Title = styled('h3')({
  margin: '0 0 4px',
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});

const List = styled('ul')({ listStyle: 'none', margin: 0, padding: 0 });

const Row = styled('li')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 16,
  minHeight: 32,
  borderBottom: `1px solid ${color.line}`,
  '&:last-of-type': { borderBottom: 0 },
});
