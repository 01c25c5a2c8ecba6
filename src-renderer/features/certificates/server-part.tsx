import { styled } from '@mui/material/styles';
import type { ShownChain } from '../../../src-shared/certificates.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { probeLimitMs, useCertificates } from '../../stores/certificates.ts';
import type { Probe } from '../../stores/certificates.ts';
import { text } from '../../text/text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color, toneColor } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';
import { CertificateRow } from './certificate-row.tsx';
import { Rows } from './section.tsx';
import { TrustOffer } from './trust-offer.tsx';

const words = text.certificates.probe;

/** What a server showed when it was asked. */
export function ServerPart({ server }: { server: string }) {
  const probe = useCertificates((state) => state.probes[server]);
  return <div role="status">{probe !== undefined && contentOf(server, probe)}</div>;
}

function contentOf(server: string, probe: Probe) {
  switch (probe.kind) {
    case 'running':
      return <Plain>{text.certificates.exchange.checking}</Plain>;
    case 'late':
      return <Plain>{words.late(formatDuration(probeLimitMs / 1000))}</Plain>;
    case 'failed':
      return (
        <Plain>
          {words.failed}
          <ProblemList problems={probe.problems} />
        </Plain>
      );
    case 'done':
      return <Shown server={server} shown={probe.shown} />;
  }
}

function Shown({ server, shown }: { server: string; shown: ShownChain }) {
  const { chain, fault, obstacles, offers } = shown;
  const tone = toneColor[fault === null ? 'fine' : 'blocked'];
  return (
    <Ground>
      <Head style={{ background: tone.soft }}>
        <span style={{ color: tone.text }}>
          <Icon name={fault === null ? 'shieldCheck' : 'warning'} size={18} />
        </span>
        <div>
          <strong>{fault === null ? words.believed(server) : fault.text}</strong>
          {obstacles.map((each) => (
            <div key={each}>{each}</div>
          ))}
          {fault !== null && (
            <Quiet>{offers.length > 0 ? server : `${server}. ${fault.remedy}`}</Quiet>
          )}
        </div>
      </Head>
      {chain.length > 0 && (
        <Rows aria-label={words.sent}>
          {chain.map((certificate) => {
            const offer = offers.find((each) => each.fingerprint === certificate.fingerprint);
            if (offer === undefined)
              return (
                <CertificateRow
                  key={certificate.fingerprint}
                  doubted={fault !== null}
                  certificate={certificate}
                />
              );
            return (
              <TrustOffer
                key={certificate.fingerprint}
                {...{ server, certificate, as: offer.as }}
              />
            );
          })}
        </Rows>
      )}
    </Ground>
  );
}

const Plain = styled('div')({ padding: '4px 16px 12px', color: color.muted });

const Ground = styled('div')({
  margin: '2px 16px 12px',
  overflow: 'hidden',
  borderRadius: radius.control,
  border: `1px solid ${color.line}`,
});

const Head = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 10,
  padding: '10px 14px',
  lineHeight: '20px',
  '& > div': { minWidth: 0, overflowWrap: 'anywhere', userSelect: 'text' },
  '& > span': { flex: 'none', display: 'flex', paddingTop: 1 },
  '& strong': { fontWeight: 600 },
});

const Quiet = styled('div')({ fontSize: 12 });
