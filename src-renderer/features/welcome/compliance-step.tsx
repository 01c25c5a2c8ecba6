import Button from '@mui/material/Button';
import { useState } from 'react';
import type { WindowAnswer } from '../../../src-shared/contract/window.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { call } from '../../api.ts';
import { faultsOf } from '../../stores/set-up-values.ts';
import type { SetUpValues } from '../../stores/set-up-values.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { useAsked } from '../use-asked.ts';
import { Note } from './note.tsx';
import { TextEntry } from './text-entry.tsx';

const words = text.setUp;

export function ComplianceStep({ values }: { values: SetUpValues }) {
  const [turn, setTurn] = useState(0);
  const name = values.directoryFile;
  const about = faultsOf(values).directoryFile === undefined ? `${String(turn)} ${name}` : null;
  const reply = useAsked(about, () => call('deviceFile', { name }));
  const again = (
    <Button size="small" onClick={() => setTurn(turn + 1)}>
      {words.directoryAgain}
    </Button>
  );
  return (
    <>
      <TextEntry field="directoryFile" label={words.directoryFile} help={words.directoryFileHelp} />
      {about !== null && reply === null && <Note tone="neutral">{words.directoryChecking}</Note>}
      {reply?.ok === true && <Found file={reply.value} again={again} />}
      {reply?.ok === false && (
        <Note tone="blocked" action={again}>
          <ProblemList problems={reply.problems} />
        </Note>
      )}
    </>
  );
}

function Found({ file, again }: { file: WindowAnswer<'deviceFile'>; again: React.ReactNode }) {
  const { devices, problems } = file;
  if (devices === null) {
    return (
      <Note tone="warn" action={again}>
        <ProblemList problems={problems} />
      </Note>
    );
  }
  if (devices === 0) {
    return (
      <Note tone="warn" action={again}>
        {words.noDevices}
        <p>{words.noDevicesRemedy}</p>
      </Note>
    );
  }
  return <Note tone="fine">{words.devices(formatCount(devices), devices === 1)}</Note>;
}
