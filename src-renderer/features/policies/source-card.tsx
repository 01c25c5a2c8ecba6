import { styled } from '@mui/material/styles';
import { ProblemList } from '../../app/problem-list.tsx';
import { useGateway } from '../../stores/gateway.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatCount } from '../../ui/format/number.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { color } from '../../ui/theme/color.ts';
import { useValue } from '../settings/use-value.ts';

const words = text.policies.source;

/** The file that the devices come from, how many they are, and how old; nothing where they come from device management. */
export function SourceCard() {
  const file = useValue('compliance.directoryFile');
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  const directory = status?.directory ?? null;
  const age = directory?.ageSeconds ?? null;
  if (status?.uem !== undefined) return null;
  return (
    <Card title={words.title}>
      <KeyValue
        items={[
          { label: words.file, value: file.inForce ?? file.saved, mono: true },
          { label: words.devices, value: directory && formatCount(directory.devices) },
          {
            label: words.age,
            value: directory === null ? null : age === null ? words.never : formatDuration(age),
          },
        ]}
      />
      {directory === null && <Note>{words.stopped}</Note>}
      {directory !== null && directory.problems.length > 0 && (
        <Problems>
          <ProblemList linked problems={directory.problems} />
        </Problems>
      )}
    </Card>
  );
}

const Note = styled('p')({ margin: '8px 0 0', fontSize: 12, color: color.muted });

const Problems = styled('div')({ marginTop: 10 });
