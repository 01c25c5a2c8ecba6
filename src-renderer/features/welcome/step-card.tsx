import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { faultyOf, openStep, passStep, useSetUp } from '../../stores/set-up.ts';
import { setUpSteps } from '../../stores/set-up-values.ts';
import type { SetUpStep, SetUpValues } from '../../stores/set-up-values.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { summaryOf } from './summary.ts';

const words = text.setUp;

interface StepCardProps {
  readonly step: SetUpStep;
  readonly values: SetUpValues;
  readonly children: ReactNode;
}

/** Closed it shows what it holds, open it asks for it. */
export function StepCard({ step, values, children }: StepCardProps) {
  const open = useSetUp((state) => state.open === step);
  const passed = useSetUp((state) => state.passed.includes(step));
  const id = useId();
  const faulty = faultyOf(values, step);
  const state = !passed ? 'todo' : faulty ? 'faulty' : 'done';
  return (
    <Card flush>
      <h2>
        <Head
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => openStep(open ? null : step)}
        >
          <Badge data-state={state}>
            {state === 'todo' && setUpSteps.indexOf(step) + 1}
            {state === 'done' && <Icon name="check" size={14} label={words.states.done} />}
            {state === 'faulty' && <Icon name="warning" size={14} label={words.states.faulty} />}
          </Badge>
          <Title>{words.steps[step]}</Title>
          <Holds>{!open && passed && <Held {...summaryOf(step, values)} />}</Holds>
          <Icon name={open ? 'chevronUp' : 'chevronDown'} size={16} />
        </Head>
      </h2>
      {open && (
        <Body id={id} step={step}>
          {children}
        </Body>
      )}
    </Card>
  );
}

function Held({ code, words }: ReturnType<typeof summaryOf>) {
  return (
    <>
      {code !== undefined && <code>{code}</code>}
      {code !== undefined && words !== undefined && ', '}
      {words}
    </>
  );
}

function Body({ id, step, children }: { id: string; step: SetUpStep; children: ReactNode }) {
  const root = useRef<HTMLDivElement>(null);
  // Whoever goes on by keyboard goes on typing.
  useEffect(() => {
    if (document.activeElement === document.body) {
      root.current?.querySelector<HTMLElement>('input')?.focus({ preventScroll: false });
    }
  }, []);
  const at = setUpSteps.indexOf(step);
  const before = setUpSteps[at - 1];
  const last = at === setUpSteps.length - 1;
  return (
    <Room id={id} ref={root}>
      <Help>{words.helps[step]}</Help>
      {children}
      <Foot>
        {before !== undefined && <Button onClick={() => openStep(before)}>{words.back}</Button>}
        {!last && (
          <Button variant="contained" color="primary" onClick={() => passStep(step)}>
            {words.next}
          </Button>
        )}
      </Foot>
    </Room>
  );
}

const Head = styled('button')({
  display: 'flex',
  alignItems: 'center',
  gap: 12,
  width: '100%',
  minHeight: 46,
  padding: '8px 16px',
  border: 0,
  borderRadius: radius.card,
  background: 'transparent',
  font: 'inherit',
  color: color.text,
  textAlign: 'left',
  cursor: 'pointer',
  '&:hover': { background: color.hover },
  '& > svg': { flex: 'none', color: color.muted },
});

const Badge = styled('span')({
  flex: 'none',
  display: 'grid',
  placeItems: 'center',
  width: 24,
  height: 24,
  borderRadius: radius.pill,
  fontSize: 12,
  fontWeight: 650,
  color: color.muted,
  background: color.sunken,
  '&[data-state="done"]': { color: color.fine, background: color.fineSoft },
  '&[data-state="faulty"]': { color: color.blocked, background: color.blockedSoft },
  '[aria-expanded="true"] > &[data-state="todo"]': {
    color: color.primary,
    background: color.primarySoft,
  },
});

const Title = styled('span')({ flex: 'none', fontSize: 14, fontWeight: 620 });

const Holds = styled('span')({
  '& code': monoText,
  flex: 1,
  fontSize: 12,
  minWidth: 0,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  textAlign: 'right',
  color: color.muted,
});

const Room = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  padding: '0 16px 16px 52px',
});

const Help = styled('p')({ margin: '-6px 0 0', color: color.muted });

const Foot = styled('div')({ display: 'flex', gap: 8 });
