import { styled } from '@mui/material/styles';
import type { TrialStep } from '../../../src-shared/kerberos.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMilliseconds } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color, toneColor } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';
import { monoText, tabular } from '../../ui/theme/typography.ts';
import { Remedy } from './remedy.tsx';

const words = text.diagnostics.trial;

/** In their order, up to the first that failed. */
export function TrialSteps({ steps }: { steps: readonly TrialStep[] }) {
  return (
    <List aria-label={words.steps}>
      {steps.map((step) => (
        <Step key={step.step} step={step} />
      ))}
    </List>
  );
}

function Step({ step }: { step: TrialStep }) {
  const { ok, ms, failure } = step;
  const { text: ink, soft } = toneColor[ok ? 'fine' : 'blocked'];
  const facts = factsOf(step);
  return (
    <Line>
      <Lead style={{ color: ink, background: soft }}>
        <Icon
          name={ok ? 'check' : 'cross'}
          size={14}
          label={ok ? words.stepFine : words.stepFailed}
        />
      </Lead>
      <div>
        <Name>{text.diagnostics.step[step.step]}</Name>
        {facts.length > 0 && (
          <Facts>
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
          </Facts>
        )}
        {failure !== null && (
          <>
            <Why>{sentence(failure.text)}</Why>
            <Remedy tone="blocked">{failure.remedy}</Remedy>
          </>
        )}
      </div>
      <Took>{formatMilliseconds(ms)}</Took>
    </Line>
  );
}

function factsOf({ kdc, enctype, flags, lifeSeconds }: TrialStep): string[] {
  return [
    ...(kdc === null ? [] : [kdc]),
    ...(enctype === null ? [] : [enctype]),
    ...(flags.length === 0 ? [] : [flags.join(', ')]),
    ...(lifeSeconds === null ? [] : [words.life(formatDuration(lifeSeconds))]),
  ];
}

/** The client's words are for lines of a log, too. */
const sentence = (said: string): string =>
  `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;

const List = styled('ol')({ listStyle: 'none', margin: '12px 0 0', padding: 0 });

const Line = styled('li')({
  position: 'relative',
  display: 'grid',
  gridTemplateColumns: '22px minmax(0, 1fr) auto',
  columnGap: 10,
  paddingBottom: 10,
  // One leads to the next.
  '&:not(:last-of-type)::before': {
    content: '""',
    position: 'absolute',
    left: 10.5,
    top: 24,
    bottom: 2,
    width: 1,
    background: color.line,
  },
  '&:last-of-type': { paddingBottom: 0 },
});

const Lead = styled('span')({
  display: 'grid',
  placeItems: 'center',
  width: 22,
  height: 22,
  borderRadius: radius.pill,
});

const Name = styled('div')({ fontWeight: 580, lineHeight: '22px' });

const Facts = styled('div')({
  ...monoText,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 18,
  // Where a fact begins a line, its dot lies outside.
  overflow: 'hidden',
  lineHeight: '18px',
  color: color.muted,
  userSelect: 'text',
  '& span': { position: 'relative' },
  '& span::before': { content: '"·"', position: 'absolute', left: -13 },
});

const Why = styled('p')({
  margin: '2px 0 0',
  lineHeight: '20px',
  overflowWrap: 'anywhere',
  userSelect: 'text',
});

const Took = styled('span')({
  ...tabular,
  fontSize: 12,
  lineHeight: '22px',
  color: color.muted,
});
