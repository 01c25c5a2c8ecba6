import { styled } from '@mui/material/styles';
import { serviceStates } from '../../../src-shared/contract/calls.ts';
import { complianceModes } from '../../../src-shared/settings/in-force.ts';
import { Banner } from '../banner.tsx';
import { Card } from '../card.tsx';
import { DiffView, pendingLines } from '../diff-view.tsx';
import { Figure } from '../figure.tsx';
import { HealthCard } from '../health-card.tsx';
import { Icon } from '../icons/icon.tsx';
import { iconPaths } from '../icons/paths.ts';
import type { IconName } from '../icons/paths.ts';
import { KeyValue } from '../key-value.tsx';
import { ModeChip } from '../mode-chip.tsx';
import { StatusChip } from '../status-chip.tsx';
import { Tag } from '../tag.tsx';
import { tones } from '../theme/color.ts';
import { TraceView } from '../trace/trace-view.tsx';
import { visuallyHidden } from '../visually-hidden.ts';
import { words } from './words.ts';
import { longName, sampleTrace } from './samples.ts';

export function States() {
  return (
    <Page>
      <h1 style={visuallyHidden}>{words.pieces}</h1>
      <Column>
        <Card title={words.chips}>
          <Wrap>
            {serviceStates.map((state) => (
              <StatusChip
                key={state}
                state={state}
                reason={state === 'failed' ? words.reason : undefined}
              />
            ))}
          </Wrap>
          <Wrap>
            {complianceModes.map((mode) => (
              <ModeChip key={mode} mode={mode} />
            ))}
          </Wrap>
          <Wrap>
            {tones.map((tone) => (
              <Tag key={tone} tone={tone}>
                {tone}
              </Tag>
            ))}
            <Tag tone="blocked" title={longName}>
              {longName}
            </Tag>
          </Wrap>
        </Card>
        <Card title={words.icons}>
          <Wrap>
            {Object.keys(iconPaths).map((name) => (
              <Icon key={name} name={name as IconName} label={name} />
            ))}
          </Wrap>
        </Card>
        <Two>
          <Figure
            label={words.blocked}
            value="3.4"
            unit="/min"
            sub={words.sub}
            tone="blocked"
            onOpen={nothing}
          />
          <Figure label={words.latency} value={null} />
        </Two>
        <Two>
          <HealthCard
            title={words.ews}
            state="fine"
            says={words.reachable}
            since={words.at}
            detail={words.host}
          />
          <HealthCard title={words.uem} state="failed" since={words.at} remedy={words.remedy} />
        </Two>
        <Banner tone="info" title={words.info} onDismiss={nothing} />
        <Banner tone="error" title={words.error}>
          {words.remedy}
        </Banner>
      </Column>
      <Column>
        <Card title={words.trace}>
          <TraceView steps={sampleTrace} />
        </Card>
        <Card title={words.facts}>
          <KeyValue
            items={[
              { label: words.user, value: longName },
              { label: words.device, value: 'ApplF17XK2M9Q2', mono: true },
              { label: words.unknown, value: null },
            ]}
          />
        </Card>
        <DiffView lines={pendingLines(words.changes)} />
      </Column>
    </Page>
  );
}

const nothing = () => undefined;

const Page = styled('main')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) 420px',
  gap: 12,
  padding: '20px 24px',
});

const Column = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  minWidth: 0,
});

const Wrap = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: 10,
  '& + &': { marginTop: 12 },
});

const Two = styled('div')({ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 });
