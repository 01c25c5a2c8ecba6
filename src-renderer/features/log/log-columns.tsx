import type { StoredEvent } from '../../../src-shared/contract/window.ts';
import { clip } from '../../../src-shared/clip.ts';
import { text } from '../../text/text.ts';
import { formatCount, formatMilliseconds } from '../../ui/format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import type { Column } from '../../ui/virtual-table/column.ts';
import { verdictTone } from '../verdict-tone.ts';
import { BlockInRow } from './block-in-row.tsx';
import { isGap } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';

const { columns: titles } = text.log;

/** One device by its id, several by their number: the drawer names them. */
function devicesOf({ event }: StoredEvent): string {
  const [first, ...others] = event.devices;
  if (first === undefined) return text.common.none;
  return others.length === 0
    ? clip(first.id, 64)
    : text.log.devices(formatCount(event.devices.length), event.devices.length === 1);
}

const clockWidth = 115;
/** With the day before the time. */
const dayWidth = 168;
/** With the year too. */
const yearWidth = 204;

const eventColumns: readonly Column<StoredEvent>[] = [
  {
    id: 'time',
    title: titles.time,
    width: clockWidth,
    mono: true,
    cell: ({ event }) => <TimeText at={event.at} form="log" />,
  },
  {
    id: 'protocol',
    title: titles.protocol,
    width: 72,
    yields: 4,
    cell: ({ event }) => <Tag>{text.protocol[event.protocol]}</Tag>,
  },
  {
    id: 'operation',
    title: titles.operation,
    // GetStreamingEvents, which is most of what ENS asks for.
    width: 150,
    grow: 0.6,
    yields: 1,
    cell: ({ event }) => clip(event.operation ?? text.common.none, 64),
  },
  {
    id: 'user',
    title: titles.user,
    width: 164,
    grow: 1.35,
    cell: ({ event }) => clip(event.user ?? text.common.none, 128),
  },
  {
    id: 'device',
    title: titles.device,
    // Fifteen characters: `android` and what follows are that long.
    width: 134,
    grow: 1,
    mono: true,
    cell: devicesOf,
    hover: ({ event }) => event.devices.map(({ id }) => id).join('\n') || undefined,
  },
  {
    id: 'reason',
    title: titles.reason,
    width: 166,
    grow: 0.7,
    cell: ({ event }) => (
      <Tag tone={verdictTone[event.verdict]} title={text.reason[event.reason]}>
        {text.reasonShort[event.reason]}
      </Tag>
    ),
  },
  {
    id: 'status',
    title: titles.status,
    width: 64,
    yields: 2,
    align: 'end',
    mono: true,
    cell: ({ event }) => (event.status === null ? text.common.none : String(event.status)),
  },
  {
    id: 'duration',
    title: titles.duration,
    width: 80,
    yields: 3,
    align: 'end',
    cell: ({ event }) =>
      event.hopsMs.total === null ? text.common.none : formatMilliseconds(event.hopsMs.total),
  },
  {
    id: 'action',
    title: text.logPage.action,
    width: 64,
    align: 'end',
    cell: (row) => <BlockInRow row={row} />,
    hover: () => undefined,
  },
];

/** A gap has no cells: it is one line over all of them. */
const all: readonly Column<LogLine>[] = eventColumns.map(({ cell, hover, ...column }) => ({
  ...column,
  cell: (line) => (isGap(line) ? null : cell(line)),
  ...(hover === undefined ? {} : { hover: (line) => (isGap(line) ? undefined : hover(line)) }),
}));

export interface LogSituation {
  /** A drawer beside the list tells the rest, and there is no room for all. */
  readonly beside: boolean;
  /** Whether all rows are of today, of this year, or of others too. */
  readonly times: 'today' | 'days' | 'years';
  /** Some rows passed, so that there is something to block. */
  readonly blockable: boolean;
}

const timeWidths = { today: clockWidth, days: dayWidth, years: yearWidth } as const;

const besideDrawer: ReadonlySet<string> = new Set(['time', 'operation', 'user', 'reason']);
const made = new Map<string, readonly Column<LogLine>[]>();

/** The same list for the same situation: rows are rendered anew when it is another one. */
export function logColumns(situation: LogSituation): readonly Column<LogLine>[] {
  const id = JSON.stringify(situation);
  const known = made.get(id) ?? columnsFor(situation);
  made.set(id, known);
  return known;
}

function columnsFor({ beside, times, blockable }: LogSituation): Column<LogLine>[] {
  const fits = ({ id }: Column<LogLine>) => {
    if (beside) return besideDrawer.has(id);
    return id !== 'action' || blockable;
  };
  const widthOf = ({ id, width }: Column<LogLine>) => {
    if (id === 'time') return timeWidths[times];
    // The edge of the last column is wider.
    return beside && id === 'reason' ? width + 2 : width;
  };
  return all.filter(fits).map((column) => ({ ...column, width: widthOf(column) }));
}
