import Button from '@mui/material/Button';
import { useLocation, useNavigate } from 'react-router';
import type { Problem } from '../../src-shared/errors.ts';
import { dismissOutcome, useGateway } from '../stores/gateway.ts';
import { cameBack, dismissOutage, useOutages } from '../stores/outages.ts';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';
import { formatTime } from '../ui/format/time.ts';
import { pathOf } from './places.ts';
import { ProblemList } from './problem-list.tsx';
import { WaysOut } from './ways-out.tsx';

/** A gateway that failed or does not run, and an order that did not work: on every page, with the way out. */
export function FailureBanner() {
  const view = useGateway((state) => state.view);
  const assumed = useGateway((state) => state.assumed);
  const outcome = useGateway((state) => state.outcome);
  if (assumed !== null) return null;
  if (view?.kind === 'failed') {
    const retry =
      view.retryAt === null
        ? text.app.noRetry
        : text.app.retry(formatTime(new Date(view.retryAt), 'seconds', new Date()));
    return (
      <Banner
        announce
        tone="error"
        title={text.app.mainFailed}
        actions={<Ways problems={view.problems} />}
        below={<ProblemList linked problems={view.problems} />}
      >
        {retry}
      </Banner>
    );
  }
  if (view?.kind === 'stopped') {
    return (
      <Banner announce tone="warn" title={text.service.stopped} actions={<Ways problems={[]} />} />
    );
  }
  if (outcome?.kind === 'failed') {
    return (
      <Banner
        announce
        tone="error"
        title={text.failure.title(named(outcome.what))}
        actions={<WaysOut problems={outcome.problems} />}
        onDismiss={dismissOutcome}
        below={<ProblemList linked problems={outcome.problems} />}
      />
    );
  }
  return <CameBack />;
}

/** The gateway runs again by then: what happened must not pass unseen. */
function CameBack() {
  const outage = useOutages((state) => state);
  const back = cameBack(outage, Date.now());
  if (back === null) return null;
  const time = (at: string) => formatTime(new Date(at), 'seconds', new Date());
  return (
    <Banner
      announce
      tone="warn"
      title={text.service.cameBack(time(back.from), time(back.to))}
      onDismiss={() => dismissOutage(back.from)}
    >
      {back.why}
    </Banner>
  );
}

function named(what: 'restarting' | 'starting' | 'stopped'): string {
  const words = { restarting: 'restart', starting: 'start', stopped: 'stop' } as const;
  return text.actions[words[what]];
}

function Ways({ problems }: { problems: readonly Problem[] }) {
  const navigate = useNavigate();
  const here = useLocation().pathname;
  return (
    <>
      {here !== pathOf.settings && (
        <Button onClick={() => void navigate(pathOf.settings)}>{text.actions.openSettings}</Button>
      )}
      <WaysOut problems={problems} />
    </>
  );
}
