import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import type { Status } from '../../src-shared/contract/calls.ts';
import { assumedFor, dismissOutcome, useGateway } from '../stores/gateway.ts';
import type { Outcome } from '../stores/gateway.ts';
import { text } from '../text/text.ts';
import { formatDuration } from '../ui/format/duration.ts';
import { formatMilliseconds } from '../ui/format/number.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { color } from '../ui/theme/color.ts';
import { size } from '../ui/theme/tokens.ts';
import { monoText } from '../ui/theme/typography.ts';
import { visuallyHidden } from '../ui/visually-hidden.ts';
import { restartWords } from './restart-words.ts';

const outcomeShownFor = 30_000;

/** Since when, and where clients connect; for half a minute after an order, what became of it. */
export function Where() {
  const outcome = useGateway((state) => state.outcome);
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  const finishing = (status?.lastRestart?.finishing ?? 0) > 0;
  useEffect(() => {
    if (outcome === null || outcome.kind === 'failed' || finishing) return undefined;
    const timer = setTimeout(dismissOutcome, outcomeShownFor);
    return () => clearTimeout(timer);
  }, [outcome, finishing]);
  const words = outcome === null ? null : wordsOf(outcome, status);
  return (
    <Root>
      <Live role="status">
        {words !== null && (
          <Result data-tone={words.fine ? 'fine' : 'warn'}>
            <Icon name={words.fine ? 'check' : 'warning'} size={16} />
            <Line title={words.text}>{words.text}</Line>
          </Result>
        )}
      </Live>
      {words === null && <Facts />}
    </Root>
  );
}

function wordsOf(outcome: Outcome, status: Status | null): { text: string; fine: boolean } | null {
  if (outcome.kind === 'failed') return null;
  if (outcome.kind === 'late') {
    return { text: text.app.late(formatDuration(assumedFor / 1000)), fine: false };
  }
  const { durationMs, generation } = outcome.report;
  const duration = durationMs < 1000 ? secondsOf(durationMs) : formatMilliseconds(durationMs);
  // What it cost is known when the gateway reports on the generation that it brought.
  const last = status?.lastRestart;
  if (status === null || last?.generation !== generation) {
    return { text: text.app.restartedPlain(duration), fine: true };
  }
  return restartWords(duration, last, status);
}

/** `0.2 s`: a restart is felt in seconds. */
function secondsOf(ms: number): string {
  return `${(Math.max(ms, 100) / 1000).toFixed(1)} ${text.units.seconds}`;
}

function Facts() {
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  if (status === null) return null;
  return (
    <Here>
      <Listening>
        <What>{text.app.listener}</What>
        <code title={status.url ?? undefined}>{status.url ?? text.app.noListener}</code>
      </Listening>
      <Since>
        {text.health.since} <TimeText at={status.since} />
      </Since>
    </Here>
  );
}

const narrow = `@media (max-width: ${String(size.railCollapses)}px)`;

const Root = styled('div')({ flex: 1, minWidth: 0, display: 'flex', paddingLeft: 4 });

const Live = styled('div')({ minWidth: 0 });

const Result = styled('span')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  minWidth: 0,
  fontWeight: 550,
  '& > svg': { flex: 'none' },
  '&[data-tone="fine"]': { color: color.fine },
  '&[data-tone="warn"]': { color: color.warn },
});

const Line = styled('span')({
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  // The header has room for two lines of it.
  [narrow]: {
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    fontSize: 12,
    lineHeight: '16px',
    whiteSpace: 'normal',
  },
});

// One line, read from its end: what does not fit goes, and that is the time, never the port.
const Here = styled('div')({
  display: 'flex',
  flexFlow: 'row-reverse wrap',
  justifyContent: 'flex-end',
  height: 20,
  [`@media (max-width: ${String(size.narrowest)}px)`]: { display: 'none' },
  minWidth: 0,
  overflow: 'hidden',
  color: color.muted,
  whiteSpace: 'nowrap',
});

// An address speaks for itself.
const What = styled('span')({ [narrow]: visuallyHidden });

const Since = styled('span')({ '&::after': { content: '"·"', margin: '0 6px' } });

const Listening = styled('span')({
  display: 'flex',
  gap: 6,
  minWidth: 0,
  '& code': {
    ...monoText,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    userSelect: 'text',
  },
});
