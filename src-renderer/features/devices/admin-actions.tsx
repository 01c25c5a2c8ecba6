import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import type { AdminAction } from '../../../src-shared/admin-actions.ts';
import { MOST_ROWS } from '../../../src-shared/contract/devices.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { call } from '../../api.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { size } from '../../ui/theme/tokens.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Column, RowKey } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';

const { actions: words } = text.devices;

interface Row extends AdminAction {
  readonly key: number;
}

const columns: readonly Column<Row>[] = [
  {
    id: 'at',
    title: words.columns.at,
    width: 152,
    mono: true,
    cell: ({ at }) => <TimeText at={at} form="dateTime" />,
  },
  { id: 'by', title: words.columns.by, width: 140, grow: 0.3, cell: ({ by }) => by },
  {
    id: 'from',
    title: words.columns.from,
    width: 116,
    yields: 1,
    cell: ({ from }) => words.from[from],
  },
  {
    id: 'what',
    title: words.columns.what,
    width: 280,
    grow: 1,
    cell: ({ what }) => what,
    hover: ({ what }) => what,
  },
];

const keyOf = (row: Row) => row.key;

/** Who did what and when, the newest first. */
export function AdminActions() {
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [failure, setFailure] = useState<readonly Problem[] | null>(null);
  const [active, setActive] = useState<RowKey | null>(null);
  useEffect(() => {
    let current = true;
    void call('adminActions', { limit: MOST_ROWS }).then((reply) => {
      if (!current) return;
      if (reply.ok) setRows(reply.value.map((each, key) => ({ ...each, key })));
      else setFailure(reply.problems);
    });
    return () => {
      current = false;
    };
  }, []);
  return (
    <>
      {failure !== null && (
        <Banner tone="error" title={words.failed} below={<ProblemList problems={failure} />} />
      )}
      <Whole>
        <VirtualTable
          label={words.title}
          rows={rows ?? []}
          rowKey={keyOf}
          columns={columns}
          activeKey={active}
          onActive={setActive}
          empty={rows !== null && <EmptyState icon="list" {...words.empty} />}
          end={words.end}
        />
      </Whole>
    </>
  );
}

const Whole = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
