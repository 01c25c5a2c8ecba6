import { useEffect, useState } from 'react';
import { text } from '../../text/text.ts';
import { PageHeader } from '../page-header.tsx';
import type { RowKey } from '../virtual-table/column.ts';
import { VirtualTable } from '../virtual-table/virtual-table.tsx';
import { SampleFrame } from './frame.tsx';
import { logColumns } from './log-part.tsx';
import { sampleEvents } from './samples.ts';
import type { SampleEvent } from './samples.ts';

const keep = 20_000;
const batch = 75;
const every = 150;

const keyOf = (row: SampleEvent) => row.seq;

/** A full log with 500 events a second, for measuring. */
export function LivePart() {
  const [rows, setRows] = useState(() => sampleEvents(keep));
  const [active, setActive] = useState<RowKey | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setRows(grow), every);
    return () => clearInterval(timer);
  }, []);
  return (
    <SampleFrame page="log">
      <PageHeader title={text.log.title} />
      <VirtualTable
        label={text.log.title}
        rows={rows}
        rowKey={keyOf}
        columns={logColumns}
        activeKey={active}
        onActive={setActive}
        follow
        empty={null}
      />
    </SampleFrame>
  );
}

/** Trimmed in steps: a trim for each batch would move all rows each time. */
function grow(before: readonly SampleEvent[]): SampleEvent[] {
  const next = before.at(-1)?.seq ?? 0;
  const kept = before.length > keep * 1.1 ? before.slice(-keep) : before;
  return [...kept, ...sampleEvents(batch, next + 1)];
}
