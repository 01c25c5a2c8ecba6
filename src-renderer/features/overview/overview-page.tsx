import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useNavigate } from 'react-router';
import type { CountedVerdict, Overview } from '../../../src-shared/contract/window.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { pathOf } from '../../app/places.ts';
import { modeOf, useGateway } from '../../stores/gateway.ts';
import { presetLog } from '../../stores/log.ts';
import { loadOverview, ranges, setRange, useOverview } from '../../stores/overview.ts';
import type { Range } from '../../stores/overview.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { size } from '../../ui/theme/tokens.ts';
import { usePolled } from '../use-polled.ts';
import { countedTone } from './counted-tone.ts';
import { Figures } from './figures.tsx';
import { HealthRow } from './health-row.tsx';
import { TopList } from './top-list.tsx';
import { TrafficCard } from './traffic-card.tsx';

const refreshEvery = 3000;

export function OverviewPage() {
  // Another mode counts something else.
  const mode = useGateway((state) => modeOf(state.view));
  usePolled(loadOverview, refreshEvery, mode);
  // While nothing is checked there is nothing in it to look at first.
  const running = useGateway((state) => state.view?.kind === 'running');
  const { range, data, verdict, failure } = useOverview();
  const minutes = ranges[range];
  return (
    <>
      <PageHeader title={text.overview.title} actions={<RangeSwitch range={range} />} />
      {failure !== null && (
        <Banner
          tone="warn"
          title={text.overviewPage.failed}
          below={<ProblemList problems={failure} />}
        />
      )}
      <Figures data={data} verdict={verdict} minutes={minutes} last={`last:${range}`} />
      {running && <HealthRow data={data} />}
      <Middle>
        {data === null || data.requests.ews + data.requests.eas === 0 ? (
          <NoTraffic verdict={verdict} />
        ) : (
          <TrafficCard data={data} verdict={verdict} range={range} minutes={minutes} />
        )}
        <Lists data={data} verdict={verdict} range={range} />
      </Middle>
      {!running && <HealthRow data={data} />}
    </>
  );
}

function RangeSwitch({ range }: { range: Range }) {
  return (
    <ToggleButtonGroup
      exclusive
      value={range}
      aria-label={text.overview.range.label}
      onChange={(_event, chosen: Range | null) => {
        if (chosen !== null) setRange(chosen);
      }}
    >
      {(Object.keys(ranges) as Range[]).map((each) => (
        <ToggleButton key={each} value={each}>
          {text.overview.range[each]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function NoTraffic({ verdict }: { verdict: CountedVerdict }) {
  const view = useGateway((state) => state.view);
  const url = view?.kind === 'running' ? view.status.url : null;
  const starting = view === null || view.kind === 'starting';
  return (
    <Empty title={text.overview.counted[verdict].traffic}>
      {starting ? (
        <EmptyState
          icon="plug"
          title={text.overviewPage.gatewayStarting}
          text={text.overviewPage.gatewayStartingText}
        />
      ) : url === null ? (
        <EmptyState
          icon="plug"
          title={text.overviewPage.gatewayDown}
          text={text.overviewPage.gatewayDownText}
        />
      ) : (
        <EmptyState
          icon="pulse"
          title={text.overview.noTraffic.title}
          text={text.overview.noTraffic.text(url)}
        />
      )}
    </Empty>
  );
}

interface ListsProps {
  readonly data: Overview | null;
  readonly verdict: CountedVerdict;
  readonly range: Range;
}

function Lists({ data, verdict, range }: ListsProps) {
  const navigate = useNavigate();
  const lasting = text.overview.rangeWords[range];
  const words = text.overview.counted[verdict];
  const tone = countedTone[verdict];
  const show = (filter: string) => () => {
    presetLog(`${filter} last:${range}`, true);
    void navigate(pathOf.log);
  };
  return (
    <Side>
      <TopList
        title={words.reasons(lasting)}
        empty={words.noReasons}
        tone={tone}
        items={(data?.topReasons ?? []).map(({ reason, count }) => ({
          id: reason,
          name: text.reasonShort[reason],
          count,
          says: text.overviewPage.showReason(text.reasonShort[reason]),
          onOpen: show(`reason:${reason.toLowerCase()}`),
        }))}
      />
      <TopList
        title={words.clients(lasting)}
        empty={words.noClients}
        tone={tone}
        items={(data?.topClients ?? []).map(({ user, deviceId, count }) => {
          const who = user ?? deviceId ?? text.overviewPage.anyone;
          return {
            id: `${user ?? ''} ${deviceId ?? ''}`,
            name: who,
            note: user === null ? undefined : (deviceId ?? undefined),
            count,
            says: text.overviewPage.client(who),
            onOpen: show(user === null ? `device:${deviceId ?? ''}` : `user:${user}`),
          };
        })}
      />
    </Side>
  );
}

const Middle = styled('div')({
  // Both lists whole: a title and five lines each.
  flex: '1 0 410px',
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
  gap: size.gap,
  '& > *': { minHeight: 0 },
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridTemplateRows: '364px auto',
  },
});

const Side = styled('div')({ display: 'flex', flexDirection: 'column', gap: size.gap });

const Empty = styled(Card)({ flex: 1 });
