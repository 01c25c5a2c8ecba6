import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Certificate, ShownChain } from '../../../src-shared/certificates.ts';
import { trust, useCertificates } from '../../stores/certificates.ts';
import { text } from '../../text/text.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { color } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { CertificateRow, Fingerprint } from './certificate-row.tsx';

const words = text.certificates.trust;

interface TrustOfferProps {
  readonly server: string;
  readonly certificate: Certificate;
  readonly as: ShownChain['offers'][number]['as'];
}

/** Asks where one clicked. The way back has the focus: nobody trusts by pressing Enter twice. */
export function TrustOffer({ server, certificate, as }: TrustOfferProps) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const busy = useCertificates((state) => state.acting !== null);
  const stop = () => {
    setAsking(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <CertificateRow
      doubted
      certificate={certificate}
      action={
        <Button
          ref={opener}
          size="small"
          disabled={busy}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
        >
          {words[as]}
        </Button>
      }
      below={
        asking && (
          <Question
            {...{ certificate, as, stop }}
            confirm={() => {
              setAsking(false);
              void trust(server, certificate.fingerprint);
            }}
          />
        )
      }
    />
  );
}

interface QuestionProps {
  readonly certificate: Certificate;
  readonly as: TrustOfferProps['as'];
  readonly stop: () => void;
  readonly confirm: () => void;
}

function Question({ certificate, as, stop, confirm }: QuestionProps) {
  const { facts } = text.certificates;
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stop();
  };
  return (
    <Ground role="group" aria-label={words[as]} onKeyDown={onKeyDown}>
      <p>{as === 'itself' ? words.meansItself : words.meansAuthority}</p>
      <KeyValue
        items={[
          {
            ...{ label: facts.fingerprint, mono: true },
            value: <Fingerprint value={certificate.fingerprint} />,
          },
          { label: facts.until, value: <TimeText at={certificate.until} form="date" /> },
        ]}
      />
      <p>{words.compare}</p>
      <Buttons>
        <Button ref={cancel} variant="text" onClick={stop}>
          {text.common.cancel}
        </Button>
        <Button variant="contained" color="primary" onClick={confirm}>
          {words.confirm}
        </Button>
      </Buttons>
    </Ground>
  );
}

const Ground = styled('div')({
  gridColumn: '2 / -1',
  margin: '10px 0 6px',
  padding: '12px 14px',
  borderRadius: radius.control,
  border: `1px solid ${color.line}`,
  background: color.sunken,
  '& p': { margin: '0 0 10px', lineHeight: '20px' },
  '& dl + p': { margin: '10px 0' },
});

const Buttons = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8 });
