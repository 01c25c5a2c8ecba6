import { styled } from '@mui/material/styles';
import type { JournalEvent } from '../../../src-shared/events.ts';
import { text } from '../../text/text.ts';
import { formatMilliseconds } from '../../ui/format/number.ts';
import { color } from '../../ui/theme/color.ts';
import { tabular } from '../../ui/theme/typography.ts';

const order = ['decide', 'connect', 'exchange', 'total'] as const;

/** Where the time went: each hop with its share of the whole. */
export function Hops({ hops }: { hops: JournalEvent['hopsMs'] }) {
  const whole = Math.max(hops.total ?? 0, ...order.map((each) => hops[each] ?? 0), 0.001);
  return (
    <List>
      {order.map((each) => {
        const value = hops[each];
        return (
          <Line key={each}>
            <dt>{text.log.detail[each]}</dt>
            <Track aria-hidden>
              <Bar
                data-total={each === 'total' || undefined}
                style={{ width: `${String(((value ?? 0) / whole) * 100)}%` }}
              />
            </Track>
            <dd>{value === null ? text.common.none : formatMilliseconds(value)}</dd>
          </Line>
        );
      })}
    </List>
  );
}

const List = styled('dl')({ margin: 0 });

const Line = styled('div')({
  display: 'grid',
  gridTemplateColumns: '152px minmax(0, 1fr) 62px',
  alignItems: 'center',
  gap: 10,
  height: 24,
  '& dt': { color: color.muted, whiteSpace: 'nowrap' },
  '& dd': { ...tabular, margin: 0, textAlign: 'right' },
});

const Track = styled('div')({ height: 6, borderRadius: 3, background: color.sunken });

const Bar = styled('div')({
  height: 6,
  borderRadius: 3,
  background: color.primary,
  '&[data-total]': { background: color.faint },
});
