import { styled } from '@mui/material/styles';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { color, toneColor } from '../../ui/theme/color.ts';

export interface TopItem {
  readonly id: string;
  readonly name: string;
  readonly note?: string | undefined;
  readonly count: number;
  /** What a click does, as words. */
  readonly says: string;
  readonly onOpen: () => void;
}

interface TopListProps {
  readonly title: string;
  readonly items: readonly TopItem[];
  readonly empty: string;
  readonly tone: 'blocked' | 'warn';
}

/** What there is most of; each line leads to the log, narrowed to it. */
export function TopList({ title, items, empty, tone }: TopListProps) {
  const most = Math.max(1, ...items.map(({ count }) => count));
  return (
    <Half title={title}>
      {items.length === 0 ? (
        <Empty>{empty}</Empty>
      ) : (
        <List>
          {items.map((item) => (
            <li key={item.id}>
              <Line type="button" title={item.says} onClick={item.onOpen}>
                <Share
                  style={{
                    width: `${((item.count / most) * 100).toFixed(1)}%`,
                    background: toneColor[tone].soft,
                  }}
                />
                <Name>
                  {item.name}
                  {item.note !== undefined && <Note>{item.note}</Note>}
                </Name>
                <Count>{formatCount(item.count)}</Count>
              </Line>
            </li>
          ))}
        </List>
      )}
    </Half>
  );
}

const Half = styled(Card)({
  flex: '1 1 0',
  minHeight: 128,
  overflow: 'hidden',
  '& > div:first-of-type': { marginBottom: 6 },
});

const Empty = styled('p')({ margin: 'auto', color: color.muted });

const List = styled('ul')({
  listStyle: 'none',
  margin: '0 -8px',
  padding: 0,
  minHeight: 0,
  overflow: 'auto',
});

const Line = styled('button')({
  all: 'unset',
  boxSizing: 'border-box',
  position: 'relative',
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  width: '100%',
  height: 28,
  padding: '0 8px',
  borderRadius: 6,
  cursor: 'pointer',
  '&:hover': { background: color.hover },
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: -2 },
});

const Share = styled('span')({
  position: 'absolute',
  inset: '2px auto 2px 0',
  minWidth: 4,
  borderRadius: 5,
});

const Name = styled('span')({
  position: 'relative',
  flex: 1,
  minWidth: 0,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
});

const Note = styled('span')({ marginLeft: 8, fontSize: 12, color: color.muted });

const Count = styled('span')({ position: 'relative', fontWeight: 600 });
