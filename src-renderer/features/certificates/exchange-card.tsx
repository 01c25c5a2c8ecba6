import Button from '@mui/material/Button';
import type { Certificates, TrustFolderFile } from '../../../src-shared/certificates.ts';
import { probeAll, untrust, useCertificates } from '../../stores/certificates.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmInline } from '../../ui/confirm-inline.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { CertificateRow } from './certificate-row.tsx';
import { soonestFirst } from './lasting.ts';
import { ServerPart } from './server-part.tsx';
import { Note, Problems, Rows } from './section.tsx';

const words = text.certificates.exchange;

interface ExchangeCardProps extends Pick<Certificates, 'exchange'> {
  /** Nothing else on the page is to be done first. */
  readonly main: boolean;
  /** A server that somebody came for, perhaps none of the settings. */
  readonly asked: string | null;
}

export function ExchangeCard({ exchange, main, asked }: ExchangeCardProps) {
  const { files, problems, known, servers, unchecked } = exchange;
  const count = files.reduce((sum, { certificates }) => sum + certificates.length, 0);
  return (
    <Card flush title={words.title} actions={servers.length > 0 && <CheckButton main={main} />}>
      {[...new Set([...(asked === null ? [] : [asked]), ...servers])].map((server) => (
        <ServerPart key={server} server={server} />
      ))}
      {count > 0 && <Rows>{soonestFirst(files).map(rowsOf)}</Rows>}
      {servers.length === 0 && <Note>{words.noServer}</Note>}
      {unchecked && <Note>{words.unchecked}</Note>}
      <Note>{count === 0 ? words.none(formatCount(known)) : words.known(formatCount(known))}</Note>
      <Problems problems={problems} />
    </Card>
  );
}

function rowsOf(file: TrustFolderFile) {
  return file.certificates.map((certificate, at) => (
    <CertificateRow
      key={`${file.name} ${certificate.fingerprint}`}
      certificate={certificate}
      file={`config/trust/${file.name}`}
      // The file goes as a whole.
      action={at === 0 ? <StopButton file={file} /> : undefined}
    />
  ));
}

function StopButton({ file: { name, removable } }: { file: TrustFolderFile }) {
  const busy = useCertificates((state) => state.acting !== null);
  if (!removable) return <span title={words.byHand}>{name}</span>;
  return (
    <ConfirmInline
      small
      danger
      label={words.stop}
      question={words.stopQuestion(name)}
      confirm={words.stop}
      disabled={busy}
      onConfirm={() => void untrust(name)}
    />
  );
}

function CheckButton({ main }: { main: boolean }) {
  const running = useCertificates((state) =>
    Object.values(state.probes).some(({ kind }) => kind === 'running'),
  );
  return (
    <Button
      size="small"
      {...(main ? ({ variant: 'contained', color: 'primary' } as const) : {})}
      aria-disabled={running}
      startIcon={<Icon name="plug" size={16} />}
      onClick={() => void probeAll()}
    >
      {running ? words.checking : words.check}
    </Button>
  );
}
