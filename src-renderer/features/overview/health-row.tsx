import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import { Link as RouteLink } from 'react-router';
import type { Overview } from '../../../src-shared/contract/window.ts';
import type { Status } from '../../../src-shared/contract/calls.ts';
import { loadCertificates, useCertificates } from '../../stores/certificates.ts';
import { useGateway } from '../../stores/gateway.ts';
import { pathOf } from '../../app/places.ts';
import { text } from '../../text/text.ts';
import { advising, HealthCard } from '../../ui/health-card.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatCount, formatMilliseconds } from '../../ui/format/number.ts';
import { size } from '../../ui/theme/tokens.ts';
import { daysText, lastingLooks, soonestOf } from '../certificates/lasting.ts';
import { usePolled } from '../use-polled.ts';

const { health } = text.overview;
const words = text.overviewPage;

export function HealthRow({ data }: { data: Overview | null }) {
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  return (
    <Row aria-label={health.title}>
      <ExchangeCard data={data} status={status} />
      <MethodsCard status={status} />
      <DirectoryCard status={status} />
      <CertificatesCard generation={status?.generation} />
      <JournalCard status={status} />
    </Row>
  );
}

function ExchangeCard({ data, status }: StatusProps & { data: Overview | null }) {
  const title = words.exchange;
  const down = status?.upstreams.find(({ state }) => state !== 'reachable');
  if (down !== undefined) {
    return (
      <HealthCard
        title={title}
        state="failed"
        says={words.exchangeDown}
        {...(down.since === null ? {} : { since: down.since })}
        detail={new URL(down.host).host}
        remedy={words.exchangeDownRemedy}
      />
    );
  }
  const asked = data !== null && data.requests.eas + data.requests.ews > 0;
  if (!asked) return <HealthCard title={title} state="unknown" />;
  const errors = data.upstreamErrors;
  const { exchangeP95 } = data.latency;
  const detail =
    exchangeP95 === null ? {} : { detail: words.exchangeLatency(formatMilliseconds(exchangeP95)) };
  if (errors === 0)
    return <HealthCard title={title} state="fine" says={words.noErrors} {...detail} />;
  return (
    <HealthCard
      title={title}
      state="failed"
      says={words.errors(formatCount(errors), errors === 1)}
      {...detail}
      remedy={words.exchangeRemedy}
    />
  );
}

interface StatusProps {
  readonly status: Status | null;
}

function MethodsCard({ status }: StatusProps) {
  const title = words.methods;
  if (status === null) return <HealthCard title={title} state="unknown" />;
  const { noMethodLeft } = status;
  const newest = noMethodLeft.at(-1);
  if (newest === undefined) {
    return <HealthCard title={title} state="fine" says={words.methodsFine} since={status.since} />;
  }
  return (
    <HealthCard
      title={title}
      state="failed"
      says={words.methodsNone(formatCount(noMethodLeft.length))}
      since={newest.at}
      detail={newest.user ?? newest.client}
      remedy={words.methodsRemedy}
    />
  );
}

/** Older than this many seconds the directory may let wiped devices pass. */
const oldDirectory = 900;

function DirectoryCard({ status }: StatusProps) {
  if (status === null) return <HealthCard title={health.uem} state="unknown" />;
  const { ageSeconds, devices, problems } = status.directory;
  const detail = health.devices(formatCount(devices), devices === 1);
  if (ageSeconds === null) {
    return (
      <HealthCard
        title={health.uem}
        state="failed"
        says={health.neverLoaded}
        remedy={problems[0]?.remedy ?? words.directoryRemedy}
      />
    );
  }
  const remedy = problems[0]?.message ?? words.directoryRemedy;
  const bad = problems.length > 0 || ageSeconds > oldDirectory;
  return (
    <HealthCard
      title={health.uem}
      state={bad ? 'warn' : 'fine'}
      says={health.age(formatDuration(ageSeconds))}
      detail={detail}
      {...(bad ? { remedy } : {})}
    />
  );
}

const certificatesEveryMs = 10 * 60_000;

/** What lasts least, and what is over. */
function CertificatesCard({ generation }: { generation: number | undefined }) {
  usePolled(loadCertificates, certificatesEveryMs, generation);
  const data = useCertificates((state) => state.data);
  const title = text.certificates.title;
  const [least] = data === null ? [] : soonestOf(data);
  if (data === null || least === undefined)
    return (
      <HealthCard title={title} state="unknown" {...(data && { says: words.noCertificate })} />
    );
  const { tone } = lastingLooks[least.lasting];
  const grave = tone === 'blocked' && data.listener.chain.includes(least);
  return (
    <HealthCard
      title={title}
      state={tone === 'fine' ? 'fine' : grave ? 'failed' : 'warn'}
      says={least.lasting === 'expired' ? words.certificateExpired : daysText(least)}
      // One or the other: the cards of the row are of one height.
      {...(tone === 'fine' ? { detail: least.subject } : { action: <ToCertificates /> })}
    />
  );
}

function ToCertificates() {
  return (
    <Link component={RouteLink} to={pathOf.certificates}>
      {words.showCertificates}
    </Link>
  );
}

function JournalCard({ status }: StatusProps) {
  const title = health.journal;
  if (status === null) return <HealthCard title={title} state="unknown" />;
  const { state, problem, waiting, dropped } = status.journal;
  const failing = state === 'failing' || dropped > 0;
  return (
    <HealthCard
      title={title}
      state={failing ? 'failed' : 'fine'}
      says={failing ? words.journalFailing : words.journalFine}
      detail={
        dropped > 0
          ? health.dropped(formatCount(dropped), dropped === 1)
          : words.waitingRows(formatCount(waiting))
      }
      {...(problem === null ? {} : { remedy: problem })}
    />
  );
}

// The one that says what to do gets the room for it, so that none of the others is half empty.
const Row = styled('section')({
  flex: 'none',
  display: 'flex',
  flexWrap: 'wrap',
  gap: size.gap,
  '& > *': { flex: '1 1 180px' },
  [`& > ${advising}`]: {
    flexGrow: 99,
    maxWidth: 480,
    [`@media (max-width: ${String(size.railCollapses)}px)`]: {
      flexBasis: '100%',
      maxWidth: 'none',
    },
  },
});
