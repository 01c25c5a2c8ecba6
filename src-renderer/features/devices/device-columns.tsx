import { styled } from '@mui/material/styles';
import type { DeviceRow, DeviceSort } from '../../../src-shared/contract/devices.ts';
import type { Enrollment } from '../../../src-shared/devices.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import type { Tone } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Column } from '../../ui/virtual-table/column.ts';
import { verdictTone } from '../verdict-tone.ts';

const { columns: titles } = text.devices;

export const stateTone: Readonly<Record<Enrollment, Tone>> = {
  enrolled: 'neutral',
  unenrolled: 'warn',
  wipePending: 'blocked',
  wiped: 'blocked',
  removed: 'warn',
};

/** By the id of its column; a verdict is no order, since it would have to be found for every device. */
export const sortOf: Readonly<Record<string, DeviceSort>> = {
  user: 'user',
  device: 'device',
  model: 'platform',
  state: 'state',
  seen: 'lastSeen',
};

export const columnOf = (by: DeviceSort): string =>
  Object.keys(sortOf).find((id) => sortOf[id] === by) ?? 'user';

export const deviceColumns: readonly Column<DeviceRow>[] = [
  {
    id: 'user',
    title: titles.user,
    width: 180,
    grow: 1.4,
    sortable: 'ascending',
    cell: ({ users }) => users[0] ?? text.common.none,
    hover: ({ users }) => users.join('\n'),
  },
  {
    id: 'device',
    title: titles.device,
    width: 140,
    grow: 1,
    yields: 1,
    mono: true,
    sortable: 'ascending',
    cell: ({ id }) => id,
  },
  {
    id: 'model',
    title: titles.model,
    width: 120,
    grow: 0.8,
    yields: 2,
    sortable: 'ascending',
    cell: ({ platform, model }) => model ?? platform ?? text.common.none,
    hover: ({ platform, model }) =>
      [platform, model].filter((each) => each !== null).join(', ') || undefined,
  },
  {
    id: 'os',
    title: titles.os,
    width: 84,
    yields: 3,
    mono: true,
    cell: ({ osVersion }) => osVersion ?? text.common.none,
  },
  {
    id: 'state',
    title: titles.state,
    width: 148,
    sortable: 'ascending',
    cell: ({ enrollment }) =>
      enrollment === 'enrolled' ? (
        <Plain>{text.devices.states.enrolled}</Plain>
      ) : (
        <Tag tone={stateTone[enrollment]}>{text.devices.states[enrollment]}</Tag>
      ),
  },
  {
    id: 'seen',
    title: titles.seen,
    width: 124,
    mono: true,
    yields: 4,
    sortable: 'descending',
    cell: ({ lastSeen }) =>
      lastSeen === null ? <Plain>{text.devices.never}</Plain> : <TimeText at={lastSeen} />,
  },
  {
    id: 'verdict',
    title: titles.verdict,
    width: 190,
    cell: (row) => <Verdict row={row} />,
    hover: ({ reason }) => text.reason[reason],
  },
];

/** What passes is quiet: the others are what one looks for. */
function Verdict({ row: { verdict, reason, overrides } }: { row: DeviceRow }) {
  return (
    <Line>
      {verdict === 'allowed' && overrides.length === 0 ? (
        <Plain>{text.reasonShort[reason]}</Plain>
      ) : (
        <Tag tone={verdictTone[verdict]}>{text.reasonShort[reason]}</Tag>
      )}
      {overrides.length > 0 && !reason.startsWith('OVERRIDE_') && (
        <Icon name="key" size={14} label={text.devices.decided} />
      )}
    </Line>
  );
}

/** Beside the drawer, which tells the rest. */
export const narrowed = deviceColumns.filter(({ id }) =>
  ['user', 'device', 'verdict'].includes(id),
);

const Line = styled('span')({ display: 'inline-flex', alignItems: 'center', gap: 6 });

const Plain = styled('span')({ color: color.muted });
