import Button from '@mui/material/Button';
import { text } from '../../text/text.ts';
import { EmptyState } from '../empty-state.tsx';
import { PageHeader } from '../page-header.tsx';
import type { Column } from '../virtual-table/column.ts';
import { VirtualTable } from '../virtual-table/virtual-table.tsx';
import { SampleFrame } from './frame.tsx';
import { words } from './words.ts';

const columns: readonly Column<never>[] = [
  { id: 'user', title: text.clients.columns.user, width: 160, grow: 1, cell: () => null },
  { id: 'reason', title: text.clients.columns.reason, width: 200, cell: () => null },
  { id: 'count', title: text.clients.columns.count, width: 90, align: 'end', cell: () => null },
];

const { title } = text.log.empty.filtered;

export function EmptyPart() {
  return (
    <SampleFrame page="blocked" mode="off">
      <PageHeader title={text.clients.title} />
      <VirtualTable
        label={text.clients.title}
        rows={[]}
        rowKey={() => ''}
        columns={columns}
        activeKey={null}
        onActive={() => undefined}
        empty={
          <EmptyState
            icon="filter"
            title={title}
            text={words.nothingFits}
            action={<Button>{text.actions.clearFilter}</Button>}
          />
        }
      />
    </SampleFrame>
  );
}
