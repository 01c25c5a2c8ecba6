import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { BlockedClient } from '../../../src-shared/events.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { font } from '../../ui/theme/tokens.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Column } from '../../ui/virtual-table/column.ts';

const { columns: titles } = text.clients;

/** `21 Nov 23:41`, also as the last column, whose edge is wider. */
const dayWidth = 116;
/** `21 Nov 2025 23:41` */
const yearWidth = 152;

/** `onWhy` must stay the same: the columns are made once. `years`: some times are of another year. */
export function clientColumns(
  onWhy: (row: BlockedClient) => void,
  years: boolean,
): Column<BlockedClient>[] {
  const timeWidth = years ? yearWidth : dayWidth;
  return [
    {
      id: 'user',
      title: titles.user,
      width: 178,
      grow: 1.4,
      sortable: 'ascending',
      cell: (row) => <Who row={row} />,
      hover: (row) => row.user ?? undefined,
    },
    {
      id: 'device',
      title: titles.device,
      width: 134,
      grow: 1,
      yields: 1,
      mono: true,
      sortable: 'ascending',
      cell: (row) => row.deviceId ?? <Missing>{text.clients.noDevice}</Missing>,
    },
    {
      id: 'type',
      title: titles.type,
      width: 80,
      grow: 0.4,
      yields: 3,
      sortable: 'ascending',
      cell: (row) => row.deviceType ?? text.common.none,
    },
    {
      id: 'reason',
      title: titles.reason,
      width: 164,
      grow: 0.6,
      sortable: 'ascending',
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
      grow: 0.4,
      yields: 2,
      mono: true,
      sortable: 'descending',
      cell: (row) => <TimeText at={row.firstSeen} />,
    },
    {
      id: 'last',
      title: titles.last,
      width: timeWidth,
      grow: 0.4,
      mono: true,
      sortable: 'descending',
      cell: (row) => <TimeText at={row.lastSeen} />,
    },
    {
      id: 'count',
      title: titles.count,
      width: 66,
      align: 'end',
      sortable: 'descending',
      cell: (row) => formatCount(row.count),
    },
    {
      id: 'why',
      title: text.clientsPage.decision,
      width: 84,
      align: 'end',
      cell: (row) => (
        <Button
          size="small"
          variant="text"
          tabIndex={-1}
          sx={{ marginRight: '-10px' }}
          onClick={() => onWhy(row)}
        >
          {text.actions.why}
        </Button>
      ),
      hover: () => undefined,
    },
  ];
}

/** A name that nobody has proved is marked: it may be anybody's. */
function Who({ row: { user, identity } }: { row: BlockedClient }) {
  if (user === null) return <Missing>{text.overviewPage.anyone}</Missing>;
  if (identity === 'proven') return user;
  return (
    <Line>
      <Name>{user}</Name>
      <Mark title={text.proof.explained.claimed}>
        <Icon name="question" size={16} label={text.proof.claimed} />
      </Mark>
    </Line>
  );
}

const Line = styled('span')({ display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 });

const Mark = styled('span')({ flex: 'none', display: 'flex', color: color.warn });

const Name = styled('span')({ overflow: 'hidden', textOverflow: 'ellipsis' });

const Missing = styled('span')({ fontFamily: font.body, fontSize: 13, color: color.muted });

/** Beside the drawer, which tells the rest. */
export function narrowed(columns: readonly Column<BlockedClient>[]): Column<BlockedClient>[] {
  return columns.filter(({ id }) => ['user', 'device', 'reason', 'last'].includes(id));
}
