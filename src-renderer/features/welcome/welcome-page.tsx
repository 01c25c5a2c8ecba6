import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useNavigate } from 'react-router';
import { useAction } from '../../app/actions-context.ts';
import { pathOf } from '../../app/places.ts';
import { useExplore } from '../../stores/explore.ts';
import { setUpSteps } from '../../stores/set-up-values.ts';
import { useWindow } from '../../stores/window.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { Icon, Mark } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';

/** The first look: see it work, or set it up. */
export function WelcomePage() {
  const navigate = useNavigate();
  const lab = useWindow((state) => state.facts?.lab === true);
  return (
    <Root>
      <Head>
        <Mark size={44} />
        <h1>{text.firstRun.title}</h1>
        <p>{text.firstRun.intro}</p>
      </Head>
      <Two>
        {!lab && <Explore />}
        <SetUp />
      </Two>
      <Skip>
        <Button variant="text" onClick={() => void navigate(pathOf.overview)}>
          {text.welcome.skip}
        </Button>
      </Skip>
    </Root>
  );
}

function Explore() {
  const { run } = useAction('explore');
  const opening = useExplore((state) => state.kind === 'opening');
  return (
    <Card>
      <Name>
        <Icon name="flask" /> {text.firstRun.lab.title}
      </Name>
      <p>{text.firstRun.lab.text}</p>
      <Steps>
        {text.welcome.labSee.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </Steps>
      <Foot>
        <Small>{text.welcome.labHow}</Small>
        <Button loading={opening} onClick={run}>
          {text.firstRun.lab.go}
        </Button>
      </Foot>
    </Card>
  );
}

function SetUp() {
  const { run } = useAction('setUp');
  const home = useWindow((state) => state.facts?.home);
  return (
    <Card>
      <Name>
        <Icon name="sliders" /> {text.firstRun.setUp.title}
      </Name>
      <p>{text.welcome.setUpHow}</p>
      <Steps>
        {setUpSteps.map((step) => (
          <li key={step}>{text.welcome.steps[step]}</li>
        ))}
      </Steps>
      <Foot>
        {home !== undefined && (
          <Small>
            {text.welcome.homeLabel} <code>{home}</code>
          </Small>
        )}
        <Button variant="contained" color="primary" onClick={run}>
          {text.firstRun.setUp.go}
        </Button>
      </Foot>
    </Card>
  );
}

const Root = styled('div')({ margin: 'auto', width: '100%', maxWidth: 860, padding: '24px 0' });

const Head = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'center',
  marginBottom: 28,
  '& svg': { color: color.primary },
  '& h1': { margin: '12px 0 4px', fontSize: 22, fontWeight: 650, lineHeight: '30px' },
  '& p': { margin: 0, color: color.muted },
});

const Two = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
  gap: 16,
  // Before the card's own, in whichever order the two are first shown.
  '&& > *': { padding: 24 },
  '& p': { margin: '8px 0 0', color: color.muted },
});

const Name = styled('h2')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  margin: 0,
  fontSize: 15,
  fontWeight: 650,
  '& svg': { color: color.primary },
});

const Steps = styled('ul')({ margin: '12px 0 0', padding: '0 0 0 20px', lineHeight: '22px' });

const Foot = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'flex-start',
  gap: 12,
  marginTop: 'auto',
  paddingTop: 20,
});

const Small = styled('span')({
  fontSize: 12,
  color: color.muted,
  '& code': { ...monoText, overflowWrap: 'anywhere' },
});

const Skip = styled('div')({ display: 'flex', justifyContent: 'center', marginTop: 16 });
