import type { Certificates } from '../../../src-shared/certificates.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { CertificateRow } from './certificate-row.tsx';
import { daysText } from './lasting.ts';
import { Note, Problems, Rows } from './section.tsx';

const words = text.certificates.listener;

export function ListenerCard({ listener }: { listener: Certificates['listener'] }) {
  const { kind, chain, files, problems, inForce } = listener;
  const [file] = files;
  const differs = inForce !== null && inForce.fingerprint !== chain[0]?.fingerprint;
  return (
    <Card flush title={words.title}>
      {chain.length > 0 && (
        <Rows>
          {chain.map((certificate) => (
            <CertificateRow
              key={certificate.fingerprint}
              certificate={certificate}
              {...(file === undefined ? {} : { file: `config/${file}` })}
            />
          ))}
        </Rows>
      )}
      {kind === 'plain' && <Note>{words.plain}</Note>}
      {kind === 'unreadable' && <Note>{words.unreadable}</Note>}
      {kind === 'tls' && chain.length === 0 && problems.length === 0 && <Note>{words.none}</Note>}
      {differs && <Note>{words.inForce(inForce.subject, daysText(inForce))}</Note>}
      <Problems problems={problems} />
      {inForce !== null && !differs && <Note>{words.watched}</Note>}
    </Card>
  );
}
