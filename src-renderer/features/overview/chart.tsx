import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { formatRate } from '../../ui/format/number.ts';
import { color } from '../../ui/theme/color.ts';
import { areaPath, linePath, niceTop, slotAt } from './chart-scale.ts';
import { useSize } from './use-size.ts';
import { tabular } from '../../ui/theme/typography.ts';

export interface ChartProps {
  readonly label: string;
  readonly unit: string;
  readonly kind: 'line' | 'bars';
  /** One per slot of time. */
  readonly values: readonly number[];
  /** Spoken instead of the picture. */
  readonly describe: string;
  /** The slot under the pointer, shared by the charts of a page. */
  readonly at: number | null;
  readonly onAt: (at: number | null) => void;
  readonly tone: 'primary' | 'blocked' | 'warn';
}

const gutter = 44;

/** One quantity over time. The axis of time stands below the last chart. */
export function Chart(props: ChartProps) {
  const { label, unit, values, describe, at, onAt, tone } = props;
  const { ref, width, height } = useSize<HTMLDivElement>();
  const top = niceTop(Math.max(0, ...values));
  const inner = Math.max(width - gutter, 0);
  const shownValue = at === null ? undefined : values[at];
  return (
    <Root>
      <Legend>
        <Dot style={{ background: color[tone] }} />
        <span>{label}</span>
        <Unit>{unit}</Unit>
        <Value>{shownValue === undefined ? '' : formatRate(shownValue)}</Value>
      </Legend>
      <Room
        ref={ref}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onAt(slotAt(event.clientX - box.left - gutter, inner, values.length));
        }}
        onPointerLeave={() => onAt(null)}
      >
        {height > 0 && (
          <svg width={width} height={height} overflow="visible" role="img" aria-label={describe}>
            <Grid width={width} height={height} top={top} />
            <Values {...props} width={inner} height={height} top={top} />
            {at !== null && <Cross at={at} count={values.length} width={inner} height={height} />}
          </svg>
        )}
      </Room>
    </Root>
  );
}

interface RoomProps {
  readonly width: number;
  readonly height: number;
}

function Grid({ width, height, top }: RoomProps & { top: number }) {
  const lines = height > 70 ? [0, 0.5, 1] : [0, 1];
  return lines.map((share) => {
    const y = Math.round(6 + (height - 7) * (1 - share)) - 0.5;
    return (
      <g key={share}>
        <line x1={gutter} x2={width} y1={y} y2={y} stroke={color.line} />
        <text x={gutter - 10} y={y + 4} fontSize={11} textAnchor="end" fill={color.muted}>
          {formatRate(top * share)}
        </text>
      </g>
    );
  });
}

function Values({
  kind,
  values,
  tone,
  width,
  height,
  top,
}: ChartProps & RoomProps & { top: number }) {
  const fade = useId();
  const slot = width / Math.max(values.length, 1);
  const yOf = (value: number) => 6 + (height - 7) * (1 - value / top);
  if (kind === 'bars') {
    const bar = Math.max(Math.min(slot - 2, 10), 1.5);
    return values.map((value, index) => {
      const y = Math.min(yOf(value), height - 3);
      const x = gutter + index * slot + (slot - bar) / 2;
      return value === 0 ? null : (
        <rect
          key={String(index)}
          x={x}
          y={y}
          width={bar}
          height={height - 1 - y}
          rx={Math.min(2, bar / 2)}
          fill={color[tone]}
        />
      );
    });
  }
  const points = values.map((value, index) => ({
    x: gutter + (index + 0.5) * slot,
    y: yOf(value),
  }));
  return (
    <>
      <linearGradient id={fade} x1="0" x2="0" y1="0" y2="1">
        <stop offset="0" stopColor={color[tone]} stopOpacity="0.22" />
        <stop offset="1" stopColor={color[tone]} stopOpacity="0.02" />
      </linearGradient>
      <path d={areaPath(points, height - 1)} fill={`url(#${fade})`} />
      <path
        d={linePath(points)}
        fill="none"
        stroke={color[tone]}
        strokeWidth={1.8}
        strokeLinejoin="round"
      />
    </>
  );
}

function Cross({ at, count, width, height }: RoomProps & { at: number; count: number }) {
  const x = gutter + ((at + 0.5) * width) / count;
  return <line x1={x} x2={x} y1={0} y2={height} stroke={color.faint} strokeDasharray="3 3" />;
}

const Root = styled('div')({ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 });

const Legend = styled('div')({
  ...tabular,
  display: 'flex',
  alignItems: 'center',
  gap: 7,
  height: 22,
  fontSize: 12,
  fontWeight: 550,
});

const Dot = styled('span')({ width: 8, height: 8, borderRadius: 3 });

const Unit = styled('span')({ color: color.muted, fontWeight: 400 });

const Value = styled('span')({ marginLeft: 'auto', fontWeight: 650 });

// The picture lies over its room: it must not push what it is measured by.
const Room = styled('div')({
  position: 'relative',
  flex: 1,
  minHeight: 56,
  '& > svg': { position: 'absolute', top: 0, left: 0 },
});
