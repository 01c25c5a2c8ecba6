import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import { Link as RouteLink } from 'react-router';
import type { Answer } from '../../../src-shared/contract/calls.ts';
import type { CheckId, CheckResult, CheckState } from '../../../src-shared/doctor.ts';
import { pathOf } from '../../app/places.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { checkLimitMs, isRunning, runOne, useDiagnostics } from '../../stores/diagnostics.ts';
import type { CheckRun } from '../../stores/diagnostics.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMilliseconds } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { StandingBadge } from '../../ui/standing-badge.tsx';
import type { Standing } from '../../ui/standing-badge.tsx';
import { color } from '../../ui/theme/color.ts';
import { radius, size } from '../../ui/theme/tokens.ts';
import { monoText, tabular } from '../../ui/theme/typography.ts';
import { Remedy } from './remedy.tsx';

const words = text.diagnostics;

const looks: Readonly<Record<CheckState, Standing>> = {
  fine: { tone: 'fine', icon: 'check', label: words.states.fine },
  warns: { tone: 'warn', icon: 'warning', label: words.states.warns },
  fails: { tone: 'blocked', icon: 'cross', label: words.states.fails },
  skipped: { tone: 'neutral', icon: 'minus', label: words.states.skipped },
};
const unknown: Standing = { tone: 'neutral', icon: 'question', label: words.notRun };
const busy: Standing = { tone: 'primary', icon: 'clock', label: words.running };

function lookOf(run: CheckRun | undefined): Standing {
  if (run === undefined) return unknown;
  if (run.kind === 'running') return busy;
  return run.kind === 'done' ? looks[run.result.state] : looks.fails;
}

/** While it runs again, what it found before stays readable. */
function resultOf(run: CheckRun | undefined): CheckResult | null {
  if (run?.kind === 'done') return run.result;
  return run?.kind === 'running' ? run.before : null;
}

export function CheckRow({ check: { id, title } }: { check: Answer<'checks'>[number] }) {
  const run = useDiagnostics((state) => state.runs[id]);
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const look = lookOf(run);
  const result = resultOf(run);
  const running = isRunning(run);
  const seen = result?.details ?? [];
  const again = run === undefined ? words.runOne(title) : words.runOneAgain(title);
  return (
    <Root data-running={running || undefined}>
      <Lead>
        <StandingBadge standing={look} />
      </Lead>
      <Title>{title}</Title>
      <Says>
        <Words run={run} result={result} />
      </Says>
      <Side>
        <Took>{result === null || running ? '' : formatMilliseconds(result.ms)}</Took>
        {seen.length > 0 ? (
          <IconButton
            size="small"
            aria-label={words.details(title)}
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'chevronUp' : 'chevronDown'} size={16} />
          </IconButton>
        ) : (
          <NoDetails />
        )}
        <Button
          size="small"
          variant="text"
          aria-label={again}
          // Not `disabled`: that would take the focus away from whoever pressed it.
          aria-disabled={running}
          sx={running ? { color: color.faint } : {}}
          onClick={() => void runOne(id)}
        >
          {run === undefined ? words.run : words.runAgain}
        </Button>
      </Side>
      {open && seen.length > 0 && (
        <Details id={detailsId}>
          {seen.map((line, at) => (
            <li key={`${String(at)} ${line}`}>{line}</li>
          ))}
        </Details>
      )}
    </Root>
  );
}

function Words({ run, result }: { run: CheckRun | undefined; result: CheckResult | null }) {
  if (run?.kind === 'failed') {
    return (
      <>
        {words.failed}
        <ProblemList problems={run.problems} />
      </>
    );
  }
  if (run?.kind === 'late') {
    return (
      <>
        {words.late(formatDuration(checkLimitMs / 1000))}
        <Remedy tone="blocked">{words.lateRemedy}</Remedy>
      </>
    );
  }
  if (result === null) return <Quiet>{run === undefined ? words.notRun : words.running}</Quiet>;
  const { state, remedy } = result;
  // What it found before may be over: it is no call to act.
  if (run?.kind === 'running') return <Quiet>{result.text}</Quiet>;
  const said = state === 'skipped' ? <Quiet>{result.text}</Quiet> : result.text;
  return (
    <>
      {said}
      {remedy !== null && (
        <Remedy tone={looks[state].tone}>
          {remedy}
          {aboutCertificates.has(result.id) && <ToCertificates />}
        </Remedy>
      )}
    </>
  );
}

/** What may be wrong there is shown, and mended, on a page of its own. */
const aboutCertificates: ReadonlySet<CheckId> = new Set([
  ...(['certificate', 'exchange.eas', 'exchange.ews'] as const),
]);

function ToCertificates() {
  return (
    <>
      {' '}
      <Link component={RouteLink} to={pathOf.certificates} color="inherit" underline="always">
        {text.certificates.probe.open}
      </Link>
    </>
  );
}

const Root = styled('li')({
  display: 'grid',
  gridTemplateColumns: '24px 228px minmax(0, 1fr) auto',
  alignItems: 'start',
  columnGap: 12,
  padding: '8px 12px 8px 16px',
  '& + &': { borderTop: `1px solid ${color.line}` },
  '&[data-running] > :nth-of-type(2)': { color: color.muted },
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
  },
});

const Lead = styled('span')({ marginTop: 2 });

const line = { paddingTop: 4, lineHeight: '20px' } as const;

const Title = styled('span')({ ...line, fontWeight: 580 });

const Says = styled('div')({
  ...line,
  minWidth: 0,
  overflowWrap: 'anywhere',
  userSelect: 'text',
  [`@media (max-width: ${String(size.narrowest)}px)`]: { gridRow: 2, gridColumn: '2 / -1' },
});

const Quiet = styled('span')({ color: color.muted });

const Side = styled('div')({ display: 'flex', alignItems: 'center', gap: 4 });

const Took = styled('span')({
  ...tabular,
  minWidth: 56,
  marginRight: 6,
  textAlign: 'right',
  fontSize: 12,
  color: color.muted,
});

const NoDetails = styled('span')({ width: size.controlSmall });

const Details = styled('ul')({
  gridColumn: '2 / -1',
  listStyle: 'none',
  margin: '8px 0 4px',
  padding: '8px 12px',
  borderRadius: radius.control,
  background: color.sunken,
  ...monoText,
  lineHeight: '20px',
  overflowWrap: 'anywhere',
  userSelect: 'text',
});
