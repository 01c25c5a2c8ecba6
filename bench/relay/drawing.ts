/** Bars of one measure, readable on a light page and on a dark one. */
import { median, shown } from '../lib/figures.ts';

export interface Bar {
  readonly title: string;
  readonly ours: boolean;
  readonly values: readonly number[];
}

const WIDTH = 760;
const LABEL = 230;
const VALUE = 90;
const ROW = 30;
const TOP = 44;

const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#24292f}',
  '.title{font-weight:600;font-size:14px}',
  '.value{font-variant-numeric:tabular-nums}',
  '.ours{fill:#2f6fdb}.peer{fill:#9aa4b2}.range{stroke:#24292f;stroke-width:1.5}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#6ea0f5}.peer{fill:#6b7482}.range{stroke:#e6edf3}}',
].join('');

export function drawing(title: string, bars: readonly Bar[]): string {
  const known = bars.map((bar) => ({ ...bar, values: bar.values.filter(Number.isFinite) }));
  const most = Math.max(...known.flatMap(({ values }) => values), 0);
  const scale = most > 0 ? (WIDTH - LABEL - VALUE) / most : 0;
  const height = TOP + known.length * ROW + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<text class="title" x="0" y="20">${escaped(title)}</text>`,
    ...known.map((bar, at) => row(bar, TOP + at * ROW, scale)),
    '</svg>',
    '',
  ].join('\n');
}

function row({ title, ours, values }: Bar, y: number, scale: number): string {
  if (values.length === 0) return '';
  const at = (value: number): string => (LABEL + value * scale).toFixed(1);
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)];
  const line = y + 11;
  return [
    `<text x="0" y="${y + 15}">${escaped(title)}</text>`,
    `<rect class="${ours ? 'ours' : 'peer'}" x="${LABEL}" y="${y}" width="${(middle * scale).toFixed(1)}" height="22" rx="3"/>`,
    `<path class="range" d="M${at(low)} ${line}H${at(high)}M${at(low)} ${line - 4}v8M${at(high)} ${line - 4}v8"/>`,
    `<text class="value" x="${(LABEL + high * scale + 8).toFixed(1)}" y="${y + 15}">${shown(middle)}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
