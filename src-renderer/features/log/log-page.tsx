import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import { isTyping } from '../../app/shortcuts.ts';
import { useGateway } from '../../stores/gateway.ts';
import { loadOlder, openLog, setPaused, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pill } from '../../ui/pill.tsx';
import { DoneBanner } from '../done-banner.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { ExportResult } from './export-menu.tsx';
import { LogFilters } from './log-filters.tsx';
import { LogNotes } from './log-notes.tsx';
import { LogRows } from './log-rows.tsx';

export function LogPage() {
  useEffect(openLog, []);
  usePauseKey();
  const paused = useLog((state) => state.paused);
  const [exported, setExported] = useState<ExportResult | null>(null);
  return (
    <>
      <PageHeader
        title={text.log.title}
        meta={<LiveState />}
        actions={
          <>
            <Button
              startIcon={<Icon name={paused ? 'play' : 'pause'} size={16} />}
              endIcon={<Kbd keys={['P']} />}
              aria-keyshortcuts="P"
              onClick={() => setPaused(!paused)}
            >
              {paused ? text.actions.resume : text.actions.pause}
            </Button>
            <ExportMenu onResult={setExported} />
          </>
        }
      />
      <LogFilters />
      <LogNotes exported={exported} onDismiss={() => setExported(null)} />
      <DoneBanner />
      <LogRows />
    </>
  );
}

/** Three, because the count changes with every batch of rows, and the others do not. */
function LiveState() {
  return (
    <>
      <Liveness />
      <Count />
      <OlderButton />
    </>
  );
}

function Liveness() {
  const paused = useLog((state) => state.paused);
  const running = useGateway((state) => state.view?.kind === 'running');
  if (!paused && running) return <Pill tone="fine">{text.log.live}</Pill>;
  return <Pill tone="neutral">{paused ? text.log.paused : text.service.states.stopped}</Pill>;
}

function Count() {
  const count = useLog((state) => formatCount(state.rows.length));
  const more = useLog((state) => state.more);
  return <span>{more ? text.logPage.rowsMore(count) : text.logPage.rows(count)}</span>;
}

function OlderButton() {
  const more = useLog((state) => state.more);
  const loading = useLog((state) => state.loading);
  if (!more) return null;
  return (
    <Button size="small" variant="text" disabled={loading} onClick={() => void loadOlder()}>
      {text.logPage.older}
    </Button>
  );
}

function usePauseKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!isTyping(event.target)) setPaused(!useLog.getState().paused);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
