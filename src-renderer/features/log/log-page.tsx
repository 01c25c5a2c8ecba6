import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { actions } from '../../../src-shared/actions.ts';
import type { StoredEvent } from '../../../src-shared/contract/window.ts';
import { ActionButton } from '../../app/action-button.tsx';
import { useAction } from '../../app/actions-context.ts';
import { useGateway } from '../../stores/gateway.ts';
import { loadOlder, openLog, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pill } from '../../ui/pill.tsx';
import { size } from '../../ui/theme/tokens.ts';
import type { RowKey } from '../../ui/virtual-table/column.ts';
import { VirtualTable } from '../../ui/virtual-table/virtual-table.tsx';
import { DoneBanner } from '../done-banner.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { ExportResult } from './export-menu.tsx';
import { logColumns, narrowLogColumns } from './log-columns.tsx';
import { LogDrawer } from './log-drawer.tsx';
import { LogEmpty } from './log-empty.tsx';
import { LogFilters } from './log-filters.tsx';
import { LogNotes } from './log-notes.tsx';

const keyOf = ({ id }: StoredEvent) => id;

export function LogPage() {
  useEffect(openLog, []);
  const pause = useAction('pause');
  const rows = useLog((state) => state.rows);
  const [active, setActive] = useState<RowKey | null>(null);
  const [open, setOpen] = useState(false);
  const [exported, setExported] = useState<ExportResult | null>(null);
  const chosen = active === null ? undefined : rows.find(({ id }) => id === active);
  const shows = open && chosen !== undefined;
  return (
    <>
      <PageHeader
        title={text.log.title}
        meta={<LiveState />}
        actions={
          <>
            <ActionButton
              action="pause"
              startIcon={<Icon name={pause.icon} size={16} />}
              endIcon={<Kbd keys={actions.pause.shortcut ?? []} />}
            />
            <ExportMenu onResult={setExported} />
          </>
        }
      />
      <LogFilters />
      <LogNotes exported={exported} onDismiss={() => setExported(null)} />
      <DoneBanner />
      <Split>
        <VirtualTable
          follow
          label={text.log.title}
          rows={rows}
          rowKey={keyOf}
          columns={shows ? narrowLogColumns : logColumns}
          activeKey={active}
          onActive={(key) => {
            setActive(key);
            setOpen(true);
          }}
          onOpen={() => setOpen(true)}
          empty={<LogEmpty />}
        />
        {shows && <LogDrawer key={chosen.id} row={chosen} onClose={() => setOpen(false)} />}
      </Split>
    </>
  );
}

function LiveState() {
  const { rows, more, paused, loading } = useLog();
  const running = useGateway((state) => state.view?.kind === 'running');
  const count = formatCount(rows.length);
  const words = more ? text.logPage.rowsMore(count) : text.logPage.rows(count);
  return (
    <>
      {paused || !running ? (
        <Pill tone="neutral">{paused ? text.log.paused : text.service.states.stopped}</Pill>
      ) : (
        <Pill tone="fine">{text.log.live}</Pill>
      )}
      <span>{words}</span>
      {more && (
        <Button size="small" variant="text" disabled={loading} onClick={() => void loadOlder()}>
          {text.logPage.older}
        </Button>
      )}
    </>
  );
}

const Split = styled('div')({ display: 'flex', gap: size.gap, flex: 1, minHeight: 320 });
