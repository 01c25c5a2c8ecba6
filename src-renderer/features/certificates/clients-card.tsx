import { styled } from '@mui/material/styles';
import type { Certificates, RevocationListState } from '../../../src-shared/certificates.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import type { IconName } from '../../ui/icons/paths.ts';
import { color, toneColor } from '../../ui/theme/color.ts';
import type { Tone } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { CertificateRow } from './certificate-row.tsx';
import { soonestFirst } from './lasting.ts';
import { Note, Part, Problems, Rows } from './section.tsx';

const words = text.certificates.clients;

export function ClientsCard({ clients, lists }: Pick<Certificates, 'clients' | 'lists'>) {
  const { mode, files, problems } = clients;
  const count = files.reduce((sum, { certificates }) => sum + certificates.length, 0);
  return (
    <Card flush title={words.title}>
      {count > 0 && (
        <Rows>
          {soonestFirst(files).flatMap(({ name, certificates }) =>
            certificates.map((certificate) => (
              <CertificateRow
                key={`${name} ${certificate.fingerprint}`}
                certificate={certificate}
                file={`config/client-ca/${name}`}
              />
            )),
          )}
        </Rows>
      )}
      {mode !== null && (
        <Note>
          {words[mode]} {mode === 'off' && count > 0 && words.unused}
          {mode !== 'off' && count === 0 && words.none}
        </Note>
      )}
      <Problems problems={problems} />
      {lists.length > 0 && (
        <Part title={words.lists}>
          <Rows>
            {lists.map((list) => (
              <List key={list.url} list={list} />
            ))}
          </Rows>
        </Part>
      )}
    </Card>
  );
}

const looks: Readonly<Record<RevocationListState['state'], { tone: Tone; icon: IconName }>> = {
  current: { tone: 'fine', icon: 'check' },
  stale: { tone: 'blocked', icon: 'cross' },
  missing: { tone: 'warn', icon: 'warning' },
};

function List({ list: { url, state, until, problem } }: { list: RevocationListState }) {
  const { tone, icon } = looks[state];
  return (
    <Line>
      <span style={{ color: toneColor[tone].text }}>
        <Icon name={icon} size={16} label={words.states[state]} />
      </span>
      <Url>
        {url}
        {problem !== null && <Why>{problem}</Why>}
      </Url>
      <span>
        {words.states[state]}
        {until !== null && (
          <>
            {' '}
            {words.until} <TimeText at={until} form="dateTime" />
          </>
        )}
      </span>
    </Line>
  );
}

const Line = styled('li')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'flex-start',
  gap: '2px 12px',
  padding: '6px 16px 6px 20px',
  lineHeight: '20px',
  fontSize: 12,
  color: color.muted,
  '& > :first-of-type': { paddingTop: 2 },
});

const Url = styled('span')({
  ...monoText,
  flex: '1 1 240px',
  minWidth: 0,
  overflowWrap: 'anywhere',
  color: color.text,
  userSelect: 'text',
});

const Why = styled('span')({ display: 'block', color: color.muted });
