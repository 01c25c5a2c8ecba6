import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { CountedVerdict, Overview } from '../../../src-shared/contract/window.ts';
import type { Range } from '../../stores/overview.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatRate } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { color } from '../../ui/theme/color.ts';
import { Chart } from './chart.tsx';
import { countedTone } from './counted-tone.ts';
import { tabular } from '../../ui/theme/typography.ts';

interface TrafficCardProps {
  readonly data: Overview;
  readonly verdict: CountedVerdict;
  readonly range: Range;
  readonly minutes: number;
}

/** Both charts over the same time; the pointer on one marks the same moment on the other. */
export function TrafficCard({ data, verdict, range, minutes }: TrafficCardProps) {
  const [at, setAt] = useState<number | null>(null);
  const { buckets } = data;
  const seconds = (minutes * 60) / Math.max(buckets.length, 1);
  const requests = buckets.map((bucket) => bucket.requests / seconds);
  const blocked = buckets.map((bucket) => (bucket.blocked * 60) / seconds);
  const words = text.overviewPage;
  const counted = text.overview.counted[verdict];
  const describe = (what: string, values: readonly number[]) =>
    text.overview.charts.describe(
      what,
      text.overview.rangeWords[range],
      formatRate(Math.min(...values)),
      formatRate(Math.max(...values)),
    );
  const marked = at === null ? undefined : buckets[at];
  return (
    <Tall
      title={counted.traffic}
      actions={<Moment>{marked === undefined ? '' : timeOf(marked.at)}</Moment>}
    >
      <Chart
        kind="line"
        tone="primary"
        label={words.traffic}
        unit={words.perSecond}
        values={requests}
        describe={describe(text.overview.charts.requests, requests)}
        at={at}
        onAt={setAt}
      />
      <Chart
        kind="bars"
        tone={countedTone[verdict]}
        label={counted.name}
        unit={words.perMinute}
        values={blocked}
        describe={describe(counted.perMinute, blocked)}
        at={at}
        onAt={setAt}
      />
      <Axis times={axisTimes(buckets.map((bucket) => bucket.at))} />
    </Tall>
  );
}

const timeOf = (at: number) => formatTime(new Date(at), 'clock', new Date());

/** Five moments, the last of them the end. */
function axisTimes(starts: readonly number[]): string[] {
  const first = starts[0];
  const second = starts[1];
  const last = starts.at(-1);
  if (first === undefined || second === undefined || last === undefined) return [];
  const end = last + (second - first);
  return [0, 1, 2, 3, 4].map((step) => timeOf(first + ((end - first) * step) / 4));
}

function Axis({ times }: { times: readonly string[] }) {
  return (
    <Times aria-hidden>
      {times.map((time, index) => (
        <span key={`${String(index)} ${time}`}>{time}</span>
      ))}
    </Times>
  );
}

const Tall = styled(Card)({
  flex: 1,
  minHeight: 260,
  gap: 6,
  '& > div:first-of-type': { marginBottom: 0 },
});

const Moment = styled('span')({ fontSize: 12, color: color.muted });

const Times = styled('div')({
  ...tabular,
  display: 'flex',
  justifyContent: 'space-between',
  paddingLeft: 44,
  fontSize: 11,
  lineHeight: '16px',
  color: color.muted,
});
