import { styled } from '@mui/material/styles';
import type { TraceStep } from '../../../src-shared/decision.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../format/duration.ts';
import { Icon } from '../icons/icon.tsx';
import type { IconName } from '../icons/paths.ts';
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
    <List aria-label={text.trace.label}>
      {steps.map((step, index) => (
        <Step
          key={`${String(index)} ${step.step}`}
          step={step}
          decided={
            index === steps.length - 1 && (step.outcome === 'block' || step.outcome === 'allow')
          }
        />
      ))}
    </List>
  );
}

function Step({ step, decided }: { step: TraceStep; decided: boolean }) {
  const { icon, tone } = shown[step.outcome];
  const facts = traceFacts(step.data);
  return (
    <Item data-decided={decided || undefined} data-quiet={step.outcome === 'skip' || undefined}>
      <Badge style={{ color: toneColor[tone].text, background: toneColor[tone].soft }}>
        <Icon name={icon} size={14} />
      </Badge>
      <Body>
        <Line>
          <Name>{stepName(step.step)}</Name>
          <Outcome style={step.outcome === 'pass' ? undefined : { color: toneColor[tone].text }}>
            {text.trace.outcomes[step.outcome]}
          </Outcome>
          {decided && <Tag tone={tone}>{text.trace.decidedHere}</Tag>}
        </Line>
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
      </Body>
    </Item>
  );
}

const List = styled('ol')({ listStyle: 'none', margin: 0, padding: 0 });

const Item = styled('li')({
  position: 'relative',
  display: 'flex',
  gap: 10,
  paddingBottom: 12,
  // The thread from step to step.
  '&:not(:last-of-type)::before': {
    content: '""',
    position: 'absolute',
    left: 11,
    top: 24,
    bottom: 0,
    width: 1,
    background: color.line,
  },
  '&:last-of-type': { paddingBottom: 0 },
});

const Badge = styled('span')({
  flex: 'none',
  display: 'grid',
  placeItems: 'center',
  width: 23,
  height: 23,
  borderRadius: 12,
});

const Body = styled('div')({ flex: 1, minWidth: 0, paddingTop: 1 });

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '0 8px',
});

const Name = styled('span')({
  fontWeight: 550,
  '[data-decided] &': { fontWeight: 650 },
  '[data-quiet] &': { fontWeight: 400, color: color.muted },
});

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
