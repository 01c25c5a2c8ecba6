import { styled } from '@mui/material/styles';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { color, toneColor } from '../../ui/theme/color.ts';
import { monoText, tabular } from '../../ui/theme/typography.ts';
import { useSize } from './use-size.ts';

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

const lineHeight = 28;
/** Lines that are shown in any window. */
const least = 5;

/** What there is most of; each line leads to the log, narrowed to it. */
export function TopList({ title, items, empty, tone }: TopListProps) {
  const most = Math.max(1, ...items.map(({ count }) => count));
  const { ref, height } = useSize<HTMLDivElement>();
  const fitting = Math.max(least, Math.floor(height / lineHeight));
  return (
    <Half title={title}>
      <Room ref={ref}>
        {items.length === 0 ? (
          <Empty>{empty}</Empty>
        ) : (
          <List>
            {items.slice(0, fitting).map((item) => (
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
      </Room>
    </Half>
  );
}

const Half = styled(Card)({
  flex: '1 1 0',
  minHeight: 128,
  overflow: 'hidden',
  '& > div:first-of-type': { marginBottom: 6 },
});

const Room = styled('div')({ display: 'flex', flex: 1, flexDirection: 'column', minHeight: 0 });

const Empty = styled('p')({ margin: 'auto', color: color.muted });

const List = styled('ul')({
  listStyle: 'none',
  margin: '0 -8px',
  padding: 0,
  flex: 1,
  display: 'flex',
  flexDirection: 'column',
  // In a high window the lines take the room that is left, within reason.
  '& > li': { display: 'flex', flex: '1 1 0', minHeight: lineHeight, maxHeight: 44 },
});

const Line = styled('button')({
  all: 'unset',
  boxSizing: 'border-box',
  position: 'relative',
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  width: '100%',
  padding: '0 8px',
  borderRadius: 6,
  cursor: 'pointer',
  '&:hover': { background: color.hover },
  '&:focus-visible': { outline: 'none' },
  // Above the bar.
  '&:focus-visible::after': {
    content: '""',
    position: 'absolute',
    inset: 0,
    borderRadius: 6,
    outline: `2px solid ${color.primary}`,
    outlineOffset: -2,
  },
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

const Note = styled('code')({ ...monoText, marginLeft: 8, color: color.muted });

const Count = styled('span')({
  position: 'relative',
  fontWeight: 600,
  ...tabular,
});
