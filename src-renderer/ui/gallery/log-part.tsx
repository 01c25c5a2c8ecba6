import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { text } from '../../text/text.ts';
import { CopyButton } from '../copy-button.tsx';
import { Drawer, DrawerSection } from '../drawer.tsx';
import { Icon } from '../icons/icon.tsx';
import { Kbd } from '../kbd.tsx';
import { KeyValue } from '../key-value.tsx';
import { PageHeader } from '../page-header.tsx';
import { Pill } from '../pill.tsx';
import { SearchField } from '../search-field.tsx';
import { Tag } from '../tag.tsx';
import { TimeText } from '../time-text.tsx';
import { TraceView } from '../trace/trace-view.tsx';
import type { Column, RowKey } from '../virtual-table/column.ts';
import { VirtualTable } from '../virtual-table/virtual-table.tsx';
import { SampleFrame } from './frame.tsx';
import { sampleEvents, sampleTrace } from './samples.ts';
import type { SampleEvent } from './samples.ts';
import { words } from './words.ts';

export const logColumns: readonly Column<SampleEvent>[] = [
  {
    id: 'time',
    title: text.log.columns.time,
    width: 150,
    mono: true,
    cell: (row) => <TimeText at={row.at} form="log" />,
  },
  {
    id: 'protocol',
    title: text.log.columns.protocol,
    width: 84,
    cell: (row) => <Tag>{row.protocol}</Tag>,
  },
  {
    id: 'operation',
    title: text.log.columns.operation,
    width: 110,
    cell: (row) => row.operation,
    sortable: 'ascending',
  },
  {
    id: 'user',
    title: text.log.columns.user,
    width: 120,
    grow: 1.4,
    cell: (row) => row.user,
  },
  {
    id: 'device',
    title: text.log.columns.device,
    width: 110,
    grow: 1,
    mono: true,
    cell: (row) => row.device,
  },
  {
    id: 'reason',
    title: text.log.columns.reason,
    width: 150,
    cell: (row) => <Tag tone={row.tone}>{row.reason}</Tag>,
  },
  {
    id: 'status',
    title: text.log.columns.status,
    width: 72,
    align: 'end',
    mono: true,
    cell: (row) => row.status,
  },
];

const keyOf = (row: SampleEvent) => row.seq;

export function LogPart() {
  const [rows, setRows] = useState(() => sampleEvents(400));
  const [active, setActive] = useState<RowKey | null>(392);
  const [checked, setChecked] = useState<ReadonlySet<RowKey>>(new Set([391, 394]));
  const [filter, setFilter] = useState('verdict:blocked -op:Ping last:1h');
  const [open, setOpen] = useState(true);
  const more = () => setRows((before) => [...before, ...sampleEvents(25, before.length)]);
  return (
    <SampleFrame page="log">
      <PageHeader
        title={text.log.title}
        meta={
          <>
            <Pill tone="fine">{text.log.live}</Pill>
            {words.shown}
          </>
        }
        actions={
          <>
            <Button
              startIcon={<Icon name="pause" size={16} />}
              endIcon={<Kbd keys={['space']} />}
              onClick={more}
            >
              {text.actions.pause}
            </Button>
            <Button startIcon={<Icon name="export" size={16} />}>{text.actions.exportAs}</Button>
          </>
        }
      />
      <SearchField
        mono
        label={text.log.filterLabel}
        value={filter}
        onChange={setFilter}
        width="100%"
      />
      <Split>
        <VirtualTable
          label={text.log.title}
          rows={rows}
          rowKey={keyOf}
          columns={logColumns}
          activeKey={active}
          onActive={setActive}
          onOpen={() => setOpen(true)}
          checked={checked}
          onCheck={setChecked}
          follow
          empty={null}
        />
        {open && <Detail onClose={() => setOpen(false)} />}
      </Split>
    </SampleFrame>
  );
}

function Detail({ onClose }: { onClose: () => void }) {
  return (
    <Drawer
      title="j.meyer@corp.example"
      subtitle={
        <>
          <Tag tone="blocked">{text.verdict.blocked}</Tag>
          {text.reasonShort.DEVICE_COMPROMISED}
        </>
      }
      onClose={onClose}
      footer={
        <>
          <Button>{text.actions.allow}</Button>
          <Button color="error">{text.actions.block}</Button>
          <CopyButton wide value="x" label="request id" />
        </>
      }
    >
      <DrawerSection title={text.log.detail.decision}>
        <TraceView steps={sampleTrace} />
      </DrawerSection>
      <DrawerSection title={text.log.detail.who}>
        <KeyValue
          items={[
            { label: text.log.detail.user, value: 'j.meyer@corp.example' },
            { label: text.log.detail.address, value: '10.1.4.77', mono: true },
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}

const Split = styled('div')({ display: 'flex', gap: 12, flex: 1, minHeight: 0 });
