import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useMediaQuery } from '@mui/material';
import { useEffect, useState } from 'react';
import type { DeviceRow } from '../../../src-shared/contract/devices.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import {
  deviceCap,
  isFiltered,
  loadDevices,
  moreDevices,
  sortDevices,
  useDevices,
} from '../../stores/devices.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { size } from '../../ui/theme/tokens.ts';
import type { RowKey, Sort } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';
import { columnOf, deviceColumns, narrowed, sortOf } from './device-columns.tsx';
import { DeviceDrawer } from './device-drawer.tsx';
import { DeviceFilters } from './device-filters.tsx';

const keyOf = (row: DeviceRow) => row.id;

export function Directory() {
  useEffect(() => void loadDevices(), []);
  const rows = useDevices((state) => state.rows);
  const sort = useDevices((state) => state.sort);
  const found = useDevices((state) => state.list?.found ?? 0);
  const [active, setActive] = useState<RowKey | null>(null);
  const [open, setOpen] = useState(false);
  const roomy = useMediaQuery(`(min-width:${String(size.roomy)}px)`);
  const chosen = rows.find((row) => row.id === active);
  return (
    <>
      <DeviceFilters />
      <Notes />
      <Split>
        <VirtualTable
          label={text.devices.title}
          rows={rows}
          rowKey={keyOf}
          columns={open && chosen !== undefined && !roomy ? narrowed : deviceColumns}
          total={found}
          activeKey={active}
          onActive={(key) => {
            setActive(key);
            setOpen(true);
          }}
          onOpen={() => setOpen(true)}
          sort={{ column: columnOf(sort.by), direction: sort.direction }}
          onSort={sortBy}
          empty={<Empty />}
          end={rows.length < found ? <Rest /> : undefined}
        />
        {open && chosen !== undefined && (
          <DeviceDrawer key={chosen.id} row={chosen} onClose={() => setOpen(false)} />
        )}
      </Split>
    </>
  );
}

function sortBy({ column, direction }: Sort): void {
  const by = sortOf[column];
  if (by !== undefined) sortDevices({ by, direction });
}

function Notes() {
  const failure = useDevices((state) => state.failure);
  const judged = useDevices((state) => state.list?.judged ?? null);
  return (
    <>
      {failure !== null && (
        <Banner
          announce
          tone="error"
          title={text.devices.unread}
          below={<ProblemList problems={failure} />}
        />
      )}
      {judged !== null && <Banner tone="info" title={text.devices.judged(formatCount(judged))} />}
    </>
  );
}

/** How much of what fits is in the list, and the way to the rest. */
function Rest() {
  const count = useDevices((state) => state.rows.length);
  const loading = useDevices((state) => state.loading);
  const shown = formatCount(count);
  if (count >= deviceCap) return <span>{text.devices.full(shown)}</span>;
  return (
    <>
      <span>{text.devices.shown(shown)}</span>
      <Button
        size="small"
        variant="text"
        disabled={loading}
        sx={{ flex: 'none', marginRight: '-10px' }}
        onClick={() => void moreDevices()}
      >
        {text.devices.more}
      </Button>
    </>
  );
}

function Empty() {
  const list = useDevices((state) => state.list);
  const filtered = useDevices((state) => isFiltered(state.filter));
  const { empty } = text.devices;
  if (list === null) return null;
  if (list.loadedAt === null) return <EmptyState icon="device" {...empty.unavailable} />;
  if (filtered && list.of > 0) return <EmptyState icon="filter" {...empty.filtered} />;
  return <EmptyState icon="device" {...empty.none} />;
}

const Split = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
