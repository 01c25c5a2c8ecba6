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

const eventColumns: readonly Column<StoredEvent>[] = [
  {
    id: 'time',
    title: titles.time,
    width: 128,
    mono: true,
    cell: ({ event }) => <TimeText at={event.at} form="log" />,
  },
  {
    id: 'protocol',
    title: titles.protocol,
    width: 80,
    cell: ({ event }) => <Tag>{text.protocol[event.protocol]}</Tag>,
  },
  {
    id: 'operation',
    title: titles.operation,
    width: 132,
    cell: ({ event }) => clip(event.operation ?? text.common.none, 64),
  },
  {
    id: 'user',
    title: titles.user,
    width: 150,
    grow: 1.4,
    cell: ({ event }) => clip(event.user ?? text.common.none, 128),
  },
  {
    id: 'device',
    title: titles.device,
    width: 110,
    grow: 1,
    mono: true,
    cell: devicesOf,
    hover: ({ event }) => event.devices.map(({ id }) => id).join('\n') || undefined,
  },
  {
    id: 'reason',
    title: titles.reason,
    width: 176,
    cell: ({ event }) => (
      <Tag tone={verdictTone[event.verdict]} title={text.reason[event.reason]}>
        {text.reasonShort[event.reason]}
      </Tag>
    ),
  },
  {
    id: 'status',
    title: titles.status,
    width: 74,
    align: 'end',
    mono: true,
    cell: ({ event }) => (event.status === null ? text.common.none : String(event.status)),
  },
  {
    id: 'duration',
    title: titles.duration,
    width: 92,
    align: 'end',
    cell: ({ event }) =>
      event.hopsMs.total === null ? text.common.none : formatMilliseconds(event.hopsMs.total),
  },
  {
    id: 'action',
    title: text.logPage.action,
    width: 68,
    align: 'end',
    cell: (row) => <BlockInRow row={row} />,
    hover: () => undefined,
  },
];

/** A gap has no cells: it is one line over all of them. */
export const logColumns: readonly Column<LogLine>[] = eventColumns.map(
  ({ cell, hover, ...column }) => ({
    ...column,
    cell: (line) => (isGap(line) ? null : cell(line)),
    ...(hover === undefined ? {} : { hover: (line) => (isGap(line) ? undefined : hover(line)) }),
  }),
);

/** Beside the drawer, which tells the rest. */
export const narrowLogColumns = logColumns.filter(({ id }) =>
  ['time', 'operation', 'user', 'reason'].includes(id),
);
