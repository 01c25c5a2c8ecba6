import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { StoredEvent } from '../../../src-shared/contract/window.ts';
import { useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { size } from '../../ui/theme/tokens.ts';
import type { RowKey } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';
import { logColumns, narrowLogColumns } from './log-columns.tsx';
import { LogDrawer } from './log-drawer.tsx';
import { LogEmpty } from './log-empty.tsx';

const keyOf = ({ id }: StoredEvent) => id;
const empty = <LogEmpty />;

/** The part of the page that is rendered with every batch of rows; nothing else may be. */
export function LogRows() {
  const rows = useLog((state) => state.rows);
  const [active, setActive] = useState<RowKey | null>(null);
  const [open, setOpen] = useState(false);
  const chosen = open && active !== null ? rows.find(({ id }) => id === active) : undefined;
  return (
    <Split>
      <VirtualTable
        follow
        label={text.log.title}
        rows={rows}
        rowKey={keyOf}
        columns={chosen === undefined ? logColumns : narrowLogColumns}
        activeKey={active}
        onActive={(key) => {
          setActive(key);
          setOpen(true);
        }}
        onOpen={() => setOpen(true)}
        empty={empty}
      />
      {chosen !== undefined && (
        <LogDrawer key={chosen.id} row={chosen} onClose={() => setOpen(false)} />
      )}
    </Split>
  );
}

const Split = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
