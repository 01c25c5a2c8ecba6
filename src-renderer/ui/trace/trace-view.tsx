import { styled } from '@mui/material/styles';
import type { TraceStep } from '../../../src-shared/decision.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../format/duration.ts';
import type { IconName } from '../icons/paths.ts';
import { Step, StepList } from '../step-list.tsx';
import { Tag } from '../tag.tsx';
import { color, toneColor } from '../theme/color.ts';
import type { Tone } from '../theme/color.ts';
import { monoText } from '../theme/typography.ts';
import { stepName, traceFacts } from './trace-facts.ts';

interface TraceViewProps {
  readonly steps: readonly TraceStep[];
}

type Outcome = TraceStep['outcome'];

const shown: Readonly<Record<Outcome, { icon: IconName; tone: Tone }>> = {
  pass: { icon: 'check', tone: 'fine' },
  allow: { icon: 'check', tone: 'fine' },
  block: { icon: 'cross', tone: 'blocked' },
  skip: { icon: 'minus', tone: 'neutral' },
  unknown: { icon: 'question', tone: 'warn' },
};

/** How a decision came about, step by step; the last step is the one that decided. */
export function TraceView({ steps }: TraceViewProps) {
  return (
    <StepList label={text.trace.label}>
      {steps.map((step, index) => (
        <Taken
          key={`${String(index)} ${step.step}`}
          step={step}
          decided={
            index === steps.length - 1 && (step.outcome === 'block' || step.outcome === 'allow')
          }
        />
      ))}
    </StepList>
  );
}

function Taken({ step, decided }: { step: TraceStep; decided: boolean }) {
  const { icon, tone } = shown[step.outcome];
  const facts = traceFacts(step.data);
  return (
    <Step
      icon={icon}
      tone={tone}
      name={stepName(step.step)}
      weight={decided ? 'strong' : step.outcome === 'skip' ? 'quiet' : undefined}
      beside={
        <>
          <Outcome style={step.outcome === 'pass' ? undefined : { color: toneColor[tone].text }}>
            {text.trace.outcomes[step.outcome]}
          </Outcome>
          {decided && <Tag tone={tone}>{text.trace.decidedHere}</Tag>}
        </>
      }
    >
      {(facts.length > 0 || step.ageSeconds !== null) && (
        <Facts>
          {facts.map(({ name, value, raw }) => (
            <Fact key={name}>
              {name} {raw ? <code>{value}</code> : <span>{value}</span>}
            </Fact>
          ))}
          {step.ageSeconds !== null && (
            <Fact>{text.trace.age(formatDuration(step.ageSeconds))}</Fact>
          )}
        </Facts>
      )}
    </Step>
  );
}

const Outcome = styled('span')({ fontSize: 12, color: color.muted });

const Facts = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: '0 14px', marginTop: 1 });

const Fact = styled('span')({
  fontSize: 12,
  lineHeight: '18px',
  color: color.muted,
  minWidth: 0,
  overflowWrap: 'anywhere',
  '& code': { ...monoText, color: color.text },
  '& span': { color: color.text },
});
