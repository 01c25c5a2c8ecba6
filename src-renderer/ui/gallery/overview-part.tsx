import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { text } from '../../text/text.ts';
import { Banner } from '../banner.tsx';
import { Card } from '../card.tsx';
import { EmptyState } from '../empty-state.tsx';
import { Figure } from '../figure.tsx';
import { HealthCard } from '../health-card.tsx';
import { PageHeader } from '../page-header.tsx';
import { SampleFrame } from './frame.tsx';
import { words } from './words.ts';

export function OverviewPart() {
  return (
    <SampleFrame page="overview" mode="test">
      <PageHeader title={text.overview.title} actions={<Range />} />
      <Banner tone="warn" title={text.mode.banner.test} actions={<Button>{words.change}</Button>}>
        {text.mode.explained.test}
      </Banner>
      <Banner
        tone="warn"
        title={words.waiting}
        actions={
          <>
            <Button>{text.actions.showChanges}</Button>
            <Button>{text.actions.discard}</Button>
            <Button variant="contained" color="primary">
              {text.actions.applyAndRestart}
            </Button>
          </>
        }
      />
      <Four>
        <Figure
          label={words.requests}
          value="182"
          unit="/s"
          sub={text.overview.figures.requestsSub('61', '121')}
        />
        <Figure
          label={words.blocked}
          value="3.4"
          unit="/min"
          sub={words.sub}
          tone="blocked"
          onOpen={nothing}
        />
        <Figure label={text.overview.figures.open} value="4,218" sub={words.polls} />
        <Figure label={words.latency} value="0.6" unit="ms" sub={words.percentiles} />
      </Four>
      <Wide>
        <Card title={words.chart}>
          <EmptyState
            icon="pulse"
            title={text.overview.noTraffic.title}
            text={text.overview.noTraffic.text('https://gw01.corp.example')}
          />
        </Card>
        <Card title={words.reasons}>
          <EmptyState
            icon="shieldCheck"
            title={text.overview.counted.blocked.noReasons}
            text={text.clients.empty.now.text}
          />
        </Card>
      </Wide>
      <Four>
        <HealthCard
          title={words.ews}
          state="fine"
          says={words.reachable}
          since={words.at}
          detail={words.host}
        />
        <HealthCard
          title={words.eas}
          state="fine"
          says={words.reachable}
          since={words.at}
          detail={words.host}
        />
        <HealthCard
          title={text.overview.health.uem}
          state="warn"
          says={text.overview.health.age('26 min')}
          since={words.at}
        />
        <HealthCard title={words.certificates} state="fine" says={words.left} />
      </Four>
    </SampleFrame>
  );
}

function Range() {
  return (
    <ToggleButtonGroup exclusive value="1h" aria-label={text.overview.range.label}>
      <ToggleButton value="15m">{text.overview.range['15m']}</ToggleButton>
      <ToggleButton value="1h">{text.overview.range['1h']}</ToggleButton>
      <ToggleButton value="24h">{text.overview.range['24h']}</ToggleButton>
    </ToggleButtonGroup>
  );
}

const nothing = () => undefined;

const Four = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(4, minmax(0, 1fr))',
  gap: 12,
});

const Wide = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
  gap: 12,
  flex: 1,
});
