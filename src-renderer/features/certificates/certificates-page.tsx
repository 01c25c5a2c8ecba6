import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import type { CertificatePart } from '../../../src-shared/certificates.ts';
import { formatHostAndPort, parseHostAndPort } from '../../../src-shared/settings/host-and-port.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import {
  dismissOutcome,
  loadCertificates,
  probe,
  renew,
  useCertificates,
} from '../../stores/certificates.ts';
import { useGateway } from '../../stores/gateway.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { inColumn } from '../../ui/column.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { size } from '../../ui/theme/tokens.ts';
import { usePolled } from '../use-polled.ts';
import { ClientsCard } from './clients-card.tsx';
import { ExchangeCard } from './exchange-card.tsx';
import { ListenerCard } from './listener-card.tsx';
import { Tally } from './tally.tsx';

const words = text.certificates;
const everyMs = 60_000;

/** Reads the files, whatever the gateway does; servers are asked when somebody says so. */
export function CertificatesPage() {
  const view = useGateway((state) =>
    state.view?.kind === 'running' ? state.view.status.generation : state.view?.kind,
  );
  usePolled(loadCertificates, everyMs, view);
  const asked = useAskedServer();
  const data = useCertificates((state) => state.data);
  const failure = useCertificates((state) => state.failure);
  return (
    <Whole {...inColumn(false)}>
      <PageHeader
        title={words.title}
        meta={data !== null && <Tally data={data} />}
        actions={
          <Button
            startIcon={<Icon name="restart" size={16} />}
            onClick={() => void loadCertificates()}
          >
            {words.readAgain}
          </Button>
        }
      />
      {failure !== null && (
        <Banner
          tone="error"
          announce
          title={words.readFailed}
          below={<ProblemList problems={failure} />}
        />
      )}
      <Done />
      {data === null && failure === null && <EmptyState icon="certificate" {...words.reading} />}
      {data !== null && (
        <>
          {data.waits.length > 0 && <Waits parts={data.waits} />}
          <ListenerCard listener={data.listener} />
          <ExchangeCard exchange={data.exchange} main={data.waits.length === 0} asked={asked} />
          <ClientsCard clients={data.clients} lists={data.lists} />
        </>
      )}
    </Whole>
  );
}

/** Somebody came for what this server shows. */
function useAskedServer(): string | null {
  const [params] = useSearchParams();
  const text = params.get('server');
  const parsed = text === null ? null : parseHostAndPort(text);
  const isServer = parsed?.ok === true && parsed.address.scheme === 'https';
  const server = isServer ? formatHostAndPort(parsed.address) : null;
  useEffect(() => {
    if (server !== null) void probe(server);
  }, [server]);
  return server;
}

function Waits({ parts }: { parts: readonly CertificatePart[] }) {
  const busy = useCertificates((state) => state.acting !== null);
  const named = parts.map((part) => words.waits.parts[part]).join('. ');
  return (
    <Banner
      tone="warn"
      title={words.waits.title}
      actions={
        <Button variant="contained" color="primary" disabled={busy} onClick={() => void renew()}>
          {words.waits.take}
        </Button>
      }
    >
      {words.waits.text(named)}
    </Banner>
  );
}

/** What the last click came to. */
function Done() {
  const outcome = useCertificates((state) => state.outcome);
  const warnings = useCertificates((state) => state.warnings);
  if (outcome === null) return null;
  if (outcome.kind === 'failed') {
    return (
      <Banner
        tone="error"
        announce
        title={outcome.act === 'renew' ? words.waits.failed : words.trust.failed}
        below={<ProblemList problems={outcome.problems} />}
        onDismiss={dismissOutcome}
      />
    );
  }
  const below = warnings.length > 0 ? { below: <ProblemList problems={warnings} /> } : {};
  if (outcome.kind === 'renewed')
    return <Banner tone="info" announce title={words.waits.taken} onDismiss={dismissOutcome} />;
  const { kind, file, inForce } = outcome;
  const title = kind === 'trusted' ? words.trust.done(file) : words.trust.undone(file);
  return (
    <Banner tone="info" announce title={title} onDismiss={dismissOutcome} {...below}>
      {inForce ? words.trust.inForce : words.trust.notInForce}
    </Banner>
  );
}

const Whole = styled('div')({ display: 'flex', flexDirection: 'column', gap: size.gap });
