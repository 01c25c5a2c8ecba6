import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import { actions } from '../../../src-shared/actions.ts';
import { ActionButton } from '../../app/action-button.tsx';
import { useAction } from '../../app/actions-context.ts';
import { useGateway } from '../../stores/gateway.ts';
import { loadOlder, openLog, useLog } from '../../stores/log.ts';
import { logCap } from '../../stores/log-rows.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pill } from '../../ui/pill.tsx';
import { DoneBanner } from '../done-banner.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { ExportResult } from './export-menu.tsx';
import { timeOf } from './gap-text.ts';
import { LogFilters } from './log-filters.tsx';
import { LogNotes } from './log-notes.tsx';
import { LogRows } from './log-rows.tsx';

export function LogPage() {
  useEffect(openLog, []);
  const pause = useAction('pause');
  const [exported, setExported] = useState<ExportResult | null>(null);
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
  const blind = useLog((state) => state.liveFailure !== null);
  if (blind) return <Pill tone="warn">{text.log.notLive}</Pill>;
  if (!paused && running) return <Pill tone="fine">{text.log.live}</Pill>;
  return <Pill tone="neutral">{paused ? text.log.paused : text.service.states.stopped}</Pill>;
}

function Count() {
  const length = useLog((state) => state.rows.length);
  const more = useLog((state) => state.more);
  const back = useLog((state) => state.lookedBackTo);
  const { rows, rowsMore, full, nothingBackTo } = text.logPage;
  const count = formatCount(length);
  if (more && length >= logCap) return <span>{full(count)}</span>;
  // Why there is none stands in the middle of the page.
  if (length === 0) return <span>{rows(count, false)}</span>;
  const said = (more ? rowsMore : rows)(count, length === 1);
  return <span>{back === null ? said : `${said}, ${nothingBackTo(timeOf(back))}`}</span>;
}

function OlderButton() {
  const more = useLog((state) => state.more && state.rows.length < logCap);
  const loading = useLog((state) => state.loading);
  const problem = useLog((state) => state.problem);
  if (!more) return null;
  return (
    <span title={problem === null ? undefined : text.log.help.problem(problem.word)}>
      <Button
        size="small"
        variant="text"
        disabled={loading || problem !== null}
        onClick={() => void loadOlder()}
      >
        {text.logPage.older}
      </Button>
    </span>
  );
}
