import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { Certificate } from '../../../src-shared/certificates.ts';
import { text } from '../../text/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { StandingBadge } from '../../ui/standing-badge.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color, toneColor } from '../../ui/theme/color.ts';
import { radius, size } from '../../ui/theme/tokens.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { daysText, lastingLooks, unproven } from './lasting.ts';

const words = text.certificates;

interface CertificateRowProps {
  readonly certificate: Certificate;
  /** A server showed it and is not believed. */
  readonly doubted?: boolean;
  /** Where it stands. */
  readonly file?: string;
  readonly action?: ReactNode;
  /** Over the whole width, such as a question. */
  readonly below?: ReactNode;
}

export function CertificateRow(props: CertificateRowProps) {
  const { certificate, doubted = false, file, action, below } = props;
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const { subject, issuer, selfSigned, authority, lasting } = certificate;
  const look = doubted && lasting === 'fine' ? unproven : lastingLooks[lasting];
  return (
    <Root>
      <StandingBadge standing={look} />
      <Who>
        <Subject>
          {subject} {authority && <Tag>{words.authority}</Tag>}
        </Subject>
        <Issuer>{selfSigned ? words.selfSigned : words.issuedBy(issuer)}</Issuer>
      </Who>
      <Days style={{ color: lasting === 'fine' ? color.muted : toneColor[look.tone].text }}>
        {daysText(certificate)}
      </Days>
      <Side>
        {action}
        <IconButton
          size="small"
          aria-label={words.details(subject)}
          aria-expanded={open}
          aria-controls={open ? detailsId : undefined}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'chevronUp' : 'chevronDown'} size={16} />
        </IconButton>
      </Side>
      {below}
      {open && (
        <Details id={detailsId}>
          <Facts certificate={certificate} file={file} />
        </Details>
      )}
    </Root>
  );
}

function Facts({ certificate, file }: { certificate: Certificate; file: string | undefined }) {
  const { facts } = words;
  const { fingerprint, names, from, until, key } = certificate;
  return (
    <KeyValue
      items={[
        { label: facts.fingerprint, value: <Fingerprint value={fingerprint} />, mono: true },
        ...(names.length === 0
          ? []
          : [{ label: facts.names, value: names.join(', '), mono: true }]),
        { label: facts.from, value: <TimeText at={from} form="date" /> },
        { label: facts.until, value: <TimeText at={until} form="date" /> },
        { label: facts.key, value: key },
        ...(file === undefined ? [] : [{ label: facts.file, value: file, mono: true }]),
      ]}
    />
  );
}

export function Fingerprint({ value }: { value: string }) {
  return (
    <Print>
      <span>{value}</span>
      <CopyButton value={value} label={words.fingerprint} />
    </Print>
  );
}

const Root = styled('li')({
  display: 'grid',
  gridTemplateColumns: '24px minmax(0, 1fr) auto auto',
  alignItems: 'center',
  columnGap: 12,
  padding: '8px 12px 8px 16px',
  '& + &': { borderTop: `1px solid ${color.line}` },
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
  },
});

const Who = styled('div')({ minWidth: 0, lineHeight: '20px', userSelect: 'text' });

const Subject = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '2px 8px',
  fontWeight: 580,
  overflowWrap: 'anywhere',
});

const Issuer = styled('div')({ fontSize: 12, color: color.muted, overflowWrap: 'anywhere' });

const Days = styled('span')({
  textAlign: 'right',
  fontSize: 12,
  fontWeight: 550,
  fontVariantNumeric: 'tabular-nums',
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    gridRow: 2,
    gridColumn: '2 / -1',
    textAlign: 'left',
  },
});

const Side = styled('div')({ display: 'flex', alignItems: 'center', gap: 4 });

const Details = styled('div')({
  gridColumn: '2 / -1',
  margin: '8px 0 4px',
  padding: '10px 12px',
  borderRadius: radius.control,
  background: color.sunken,
  userSelect: 'text',
});

const Print = styled('span')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 6,
  '& > span': { minWidth: 0, overflowWrap: 'anywhere' },
});
