import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useNavigate } from 'react-router';
import { pathOf } from '../../app/places.ts';
import { useWindow } from '../../stores/window.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon, Mark } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';

const steps = ['listener', 'exchange', 'compliance', 'mode'] as const;

/** The first look: see it work, or set it up. The lab has no call yet, so its command is named. */
export function WelcomePage() {
  return (
    <Root>
      <Head>
        <Mark size={44} />
        <h1>{text.firstRun.title}</h1>
        <p>{text.firstRun.intro}</p>
      </Head>
      <Two>
        <Explore />
        <SetUp />
      </Two>
    </Root>
  );
}

function Explore() {
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
        <span>{text.welcome.labHow}</span>
        <Command>
          <code>{text.welcome.labCommand}</code>
          <CopyButton value={text.welcome.labCommand} label={text.welcome.labCommand} />
        </Command>
      </Foot>
    </Card>
  );
}

function SetUp() {
  const navigate = useNavigate();
  const home = useWindow((state) => state.facts?.home);
  return (
    <Card>
      <Name>
        <Icon name="sliders" /> {text.firstRun.setUp.title}
      </Name>
      <p>{text.welcome.setUpHow}</p>
      <Steps>
        {steps.map((step) => (
          <li key={step}>{text.welcome.steps[step]}</li>
        ))}
      </Steps>
      {home !== undefined && (
        <Home>
          {text.welcome.homeLabel} <code>{home}</code>
        </Home>
      )}
      <Foot>
        <Button variant="contained" color="primary" onClick={() => void navigate(pathOf.settings)}>
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
  '& > *': { padding: 24 },
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

const Home = styled('p')({ fontSize: 12, '& code': { ...monoText, overflowWrap: 'anywhere' } });

const Foot = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'flex-start',
  gap: 8,
  marginTop: 'auto',
  paddingTop: 20,
});

const Command = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  width: '100%',
  padding: '4px 4px 4px 12px',
  borderRadius: 8,
  background: color.sunken,
  '& code': { ...monoText, userSelect: 'text' },
});
