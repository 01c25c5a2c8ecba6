import Button from '@mui/material/Button';
import type { BlockedClient } from '../../../src-shared/events.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import type { Column } from '../../ui/virtual-table/column.ts';

const { columns: titles } = text.clients;

/** `21 Nov 23:41`, also as the last column, whose edge is wider. */
const timeWidth = 128;

/** `onWhy` must stay the same: the columns are made once. */
export function clientColumns(onWhy: (row: BlockedClient) => void): Column<BlockedClient>[] {
  return [
    {
      id: 'user',
      title: titles.user,
      width: 170,
      grow: 1.4,
      sortable: true,
      cell: (row) => row.user ?? text.overviewPage.anyone,
    },
    {
      id: 'device',
      title: titles.device,
      width: 130,
      grow: 1,
      mono: true,
      sortable: true,
      cell: (row) => row.deviceId ?? text.clients.noDevice,
    },
    {
      id: 'type',
      title: titles.type,
      width: 90,
      sortable: true,
      cell: (row) => row.deviceType ?? text.common.none,
    },
    {
      id: 'reason',
      title: titles.reason,
      width: 170,
      sortable: true,
      cell: (row) => (
        <Tag tone="blocked" title={text.reason[row.reason]}>
          {text.reasonShort[row.reason]}
        </Tag>
      ),
    },
    {
      id: 'first',
      title: titles.first,
      width: timeWidth,
      mono: true,
      sortable: true,
      cell: (row) => <TimeText at={row.firstSeen} />,
    },
    {
      id: 'last',
      title: titles.last,
      width: timeWidth,
      mono: true,
      sortable: true,
      cell: (row) => <TimeText at={row.lastSeen} />,
    },
    {
      id: 'count',
      title: titles.count,
      width: 76,
      align: 'end',
      sortable: true,
      cell: (row) => formatCount(row.count),
    },
    {
      id: 'why',
      title: text.clientsPage.decision,
      width: 96,
      align: 'end',
      cell: (row) => (
        <Button size="small" variant="text" tabIndex={-1} onClick={() => onWhy(row)}>
          {text.actions.why}
        </Button>
      ),
      hover: () => undefined,
    },
  ];
}

/** Beside the drawer, which tells the rest. */
export function narrowed(columns: readonly Column<BlockedClient>[]): Column<BlockedClient>[] {
  return columns.filter(({ id }) => ['user', 'device', 'reason', 'last'].includes(id));
}
