import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import { assumedFor, dismissOutcome, useGateway } from '../stores/gateway.ts';
import type { Outcome } from '../stores/gateway.ts';
import { text } from '../text/text.ts';
import { formatDuration } from '../ui/format/duration.ts';
import { formatCount, formatMilliseconds } from '../ui/format/number.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { color } from '../ui/theme/color.ts';
import { monoText } from '../ui/theme/typography.ts';

const outcomeShownFor = 30_000;

/** Since when, and where clients connect; for half a minute after an order, what became of it. */
export function Where() {
  const outcome = useGateway((state) => state.outcome);
  useEffect(() => {
    if (outcome === null || outcome.kind === 'failed') return undefined;
    const timer = setTimeout(dismissOutcome, outcomeShownFor);
    return () => clearTimeout(timer);
  }, [outcome]);
  const words = outcome === null ? null : wordsOf(outcome);
  return (
    <Root>
      <Live role="status">
        {words !== null && (
          <Result data-tone={words.fine ? 'fine' : 'warn'}>
            <Icon name={words.fine ? 'check' : 'warning'} size={16} />
            {words.text}
          </Result>
        )}
      </Live>
      {words === null && <Facts />}
    </Root>
  );
}

function wordsOf(outcome: Outcome): { text: string; fine: boolean } | null {
  if (outcome.kind === 'failed') return null;
  if (outcome.kind === 'late') {
    return { text: text.app.late(formatDuration(assumedFor / 1000)), fine: false };
  }
  const duration = formatMilliseconds(Math.max(outcome.ms, 100));
  const seconds = outcome.ms < 1000 ? secondsOf(outcome.ms) : duration;
  if (outcome.failed === null) return { text: text.app.restartedPlain(seconds), fine: true };
  if (outcome.failed === 0) return { text: text.service.restarted(seconds), fine: true };
  const one = outcome.failed === 1;
  return {
    text: text.service.restartedWithLoss(seconds, formatCount(outcome.failed), one),
    fine: false,
  };
}

/** `0.2 s`: a restart is felt in seconds. */
function secondsOf(ms: number): string {
  return `${(Math.max(ms, 100) / 1000).toFixed(1)} ${text.units.seconds}`;
}

function Facts() {
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  if (status === null) return null;
  return (
    <Line>
      <span>
        {text.health.since} <TimeText at={status.since} />
      </span>
      <span>{text.app.listener}</span>
      <code title={status.url ?? undefined}>{status.url ?? text.app.noListener}</code>
    </Line>
  );
}

const Root = styled('div')({ flex: 1, minWidth: 0, display: 'flex', paddingLeft: 4 });

const Live = styled('div')({ minWidth: 0 });

const Result = styled('span')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  fontWeight: 550,
  '&[data-tone="fine"]': { color: color.fine },
  '&[data-tone="warn"]': { color: color.warn },
});

const Line = styled('div')({
  display: 'flex',
  gap: 6,
  minWidth: 0,
  color: color.muted,
  whiteSpace: 'nowrap',
  '& > span + span::before': { content: '"·"', marginRight: 6 },
  '& code': {
    ...monoText,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    userSelect: 'text',
  },
});
