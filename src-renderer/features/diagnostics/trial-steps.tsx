import { styled } from '@mui/material/styles';
import type { TrialStep } from '../../../src-shared/kerberos.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMilliseconds } from '../../ui/format/number.ts';
import { Step, StepList } from '../../ui/step-list.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText, tabular } from '../../ui/theme/typography.ts';
import { Remedy } from './remedy.tsx';

const words = text.diagnostics.trial;

/** In their order, up to the first that failed. */
export function TrialSteps({ steps }: { steps: readonly TrialStep[] }) {
  return (
    <Space>
      <StepList label={words.steps}>
        {steps.map((step) => (
          <Taken key={step.step} step={step} />
        ))}
      </StepList>
    </Space>
  );
}

function Taken({ step }: { step: TrialStep }) {
  const { ok, ms, failure } = step;
  const facts = factsOf(step);
  return (
    <Step
      icon={ok ? 'check' : 'cross'}
      tone={ok ? 'fine' : 'blocked'}
      iconLabel={ok ? words.stepFine : words.stepFailed}
      name={text.diagnostics.step[step.step]}
      aside={<Took>{formatMilliseconds(ms)}</Took>}
    >
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
    </Step>
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

const Space = styled('div')({ marginTop: 12 });

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
