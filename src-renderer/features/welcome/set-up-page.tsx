import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { pathOf } from '../../app/places.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { useGateway } from '../../stores/gateway.ts';
import { fieldOf, setUpSteps } from '../../stores/set-up-values.ts';
import type { SetUpStep, SetUpValues } from '../../stores/set-up-values.ts';
import { beginSetUp, finishSetUp, useSetUp } from '../../stores/set-up.ts';
import { useWindow } from '../../stores/window.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { ComplianceStep } from './compliance-step.tsx';
import { ExchangeStep } from './exchange-step.tsx';
import { ListenerStep } from './listener-step.tsx';
import { ModeStep } from './mode-step.tsx';
import { StepCard } from './step-card.tsx';

const words = text.setUp;

const bodies: Readonly<Record<SetUpStep, (props: { values: SetUpValues }) => React.ReactNode>> = {
  listener: ListenerStep,
  exchange: ExchangeStep,
  compliance: ComplianceStep,
  mode: ModeStep,
};

/** From an empty home to a gateway that runs. Left at any time, it keeps what was entered. */
export function SetUpPage() {
  useEffect(() => void beginSetUp(), []);
  const values = useSetUp((state) => state.values);
  const home = useWindow((state) => state.facts?.home);
  const navigate = useNavigate();
  return (
    <Root>
      <PageHeader
        title={words.title}
        actions={
          <Button
            variant="text"
            sx={{ marginRight: '-14px' }}
            onClick={() => void navigate(pathOf.overview)}
          >
            {text.welcome.skip}
          </Button>
        }
      />
      <Intro>
        {words.intro}{' '}
        {home !== undefined && (
          <span>
            {words.homeLabel} <code>{home}</code>
          </span>
        )}
      </Intro>
      <Elsewhere />
      {values === null ? (
        <EmptyState icon="sliders" title={words.loading} text="" />
      ) : (
        <>
          {setUpSteps.map((step) => {
            const Body = bodies[step];
            return (
              <StepCard key={step} step={step} values={values}>
                <Body values={values} />
              </StepCard>
            );
          })}
          <Finish />
        </>
      )}
    </Root>
  );
}

/** What the host said that belongs to no field of this page. */
function Elsewhere() {
  const problems = useSetUp((state) => state.problems);
  const others = problems.filter(({ key }) => fieldOf(key) === null);
  if (others.length === 0) return null;
  return (
    <Banner announce tone="error" title={words.failed} below={<ProblemList problems={others} />} />
  );
}

function Finish() {
  const navigate = useNavigate();
  const left = useSetUp(({ passed }) => setUpSteps.length - 1 - passed.length);
  const busy = useSetUp((state) => state.busy);
  const running = useGateway((state) => state.view?.kind === 'running');
  const finish = async () => {
    if (await finishSetUp()) void navigate(pathOf.overview);
  };
  return (
    <Bar>
      <span>{left > 0 ? words.left(left) : words.ready}</span>
      <Button
        variant="contained"
        color="primary"
        loading={busy}
        disabled={left > 0}
        onClick={() => void finish()}
      >
        {running ? words.finishRunning : words.finish}
      </Button>
    </Bar>
  );
}

const Root = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 10,
  width: '100%',
  maxWidth: 760,
  margin: '0 auto',
  '& h2': { margin: 0, font: 'inherit' },
});

const Intro = styled('p')({
  margin: '-8px 0 4px',
  color: color.muted,
  '& code': { ...monoText, overflowWrap: 'anywhere', userSelect: 'text' },
});

const Bar = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  gap: 16,
  padding: '4px 0 12px',
  color: color.muted,
});
