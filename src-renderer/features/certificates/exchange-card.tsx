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

export function ExchangeCard({ exchange }: Pick<Certificates, 'exchange'>) {
  const { files, problems, known, servers, unchecked } = exchange;
  const count = files.reduce((sum, { certificates }) => sum + certificates.length, 0);
  return (
    <Card flush title={words.title} actions={<CheckButton can={servers.length > 0} />}>
      {servers.map((server) => (
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

function CheckButton({ can }: { can: boolean }) {
  const running = useCertificates((state) =>
    Object.values(state.probes).some(({ kind }) => kind === 'running'),
  );
  return (
    <Button
      size="small"
      variant="contained"
      aria-disabled={running || !can}
      startIcon={<Icon name="plug" size={16} />}
      onClick={() => void probeAll()}
    >
      {running ? words.checking : words.check}
    </Button>
  );
}
