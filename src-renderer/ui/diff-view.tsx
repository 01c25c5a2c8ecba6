import { styled } from '@mui/material/styles';
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import { text } from '../text/text.ts';
import { color } from './theme/color.ts';
import { radius } from './theme/tokens.ts';
import { monoText } from './theme/typography.ts';
import { visuallyHidden } from './visually-hidden.ts';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same';
  readonly text: string;
}

interface DiffViewProps {
  readonly lines: readonly DiffLine[];
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { added: '+', removed: '−', same: ' ' };

export function DiffView({ lines }: DiffViewProps) {
  if (lines.length === 0) return <Empty>{text.diff.empty}</Empty>;
  return (
    <List aria-label={text.diff.label}>
      {lines.map((line, index) => (
        <Line key={`${String(index)} ${line.text}`} data-kind={line.kind}>
          <Sign aria-hidden>{signs[line.kind]}</Sign>
          {line.kind !== 'same' && <Spoken>{text.diff[line.kind]}</Spoken>}
          <code>{line.text}</code>
        </Line>
      ))}
    </List>
  );
}

/** The lines of a properties file that a list of pending changes stands for. */
export function pendingLines(changes: readonly PendingChange[]): DiffLine[] {
  return changes.flatMap(({ key, inForce, saved }) => [
    ...(inForce === null ? [] : [{ kind: 'removed' as const, text: `${key}=${inForce}` }]),
    ...(saved === null ? [] : [{ kind: 'added' as const, text: `${key}=${saved}` }]),
  ]);
}

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  borderRadius: radius.control,
  border: `1px solid ${color.line}`,
  overflow: 'hidden',
  ...monoText,
  lineHeight: '22px',
});

const Line = styled('li')({
  display: 'flex',
  gap: 8,
  padding: '0 12px',
  '& code': { font: 'inherit', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 },
  '&[data-kind="added"]': { color: color.fine, background: color.fineSoft },
  '&[data-kind="removed"]': { color: color.blocked, background: color.blockedSoft },
  '&[data-kind="same"]': { color: color.muted },
});

const Sign = styled('span')({ flex: 'none', width: 10, userSelect: 'none', fontWeight: 600 });

const Spoken = styled('span')(visuallyHidden);

const Empty = styled('p')({ margin: 0, color: color.muted });
