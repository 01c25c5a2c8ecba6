import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { call } from '../../api.ts';
import { faultsOf, isLoopback, isPfx } from '../../stores/set-up-values.ts';
import type { SetUpValues } from '../../stores/set-up-values.ts';
import { enter } from '../../stores/set-up.ts';
import { text } from '../../text/text.ts';
import { useAsked } from '../use-asked.ts';
import { Choice } from '../../ui/choice.tsx';
import { Note } from './note.tsx';
import { TextEntry } from './text-entry.tsx';

const words = text.setUp;

export function ListenerStep({ values }: { values: SetUpValues }) {
  return (
    <>
      <Row>
        <Wide>
          <TextEntry field="host" label={words.host} help={words.hostHelp} />
        </Wide>
        <TextEntry field="port" label={words.port} help=" " width={128} />
      </Row>
      <PortNote values={values} />
      <Choice
        label={words.tlsEnds}
        value={values.tlsEnds}
        options={[
          { value: 'before', title: words.tlsBefore, text: words.tlsBeforeHelp },
          { value: 'here', title: words.tlsHere, text: words.tlsHereHelp },
        ]}
        onChange={(tlsEnds) => enter({ tlsEnds })}
      />
      {values.tlsEnds === 'here' ? (
        <Row>
          <Wide>
            <TextEntry
              field="certificate"
              label={words.certificate}
              help={words.certificateHelp}
              hint={words.certificateHint}
            />
          </Wide>
          {!isPfx(values.certificate) && (
            <Wide>
              <TextEntry field="key" label={words.key} help={words.keyHelp} hint={words.keyHint} />
            </Wide>
          )}
        </Row>
      ) : (
        !isLoopback(values.host) && (
          <TextEntry
            field="balancers"
            label={words.balancers}
            help={words.balancersHelp}
            hint={words.balancersHint}
          />
        )
      )}
    </>
  );
}

/** Asked while one types, so that a taken port is no surprise at the end. */
function PortNote({ values }: { values: SetUpValues }) {
  const { host, port } = values;
  const faults = faultsOf(values);
  const sound = faults.host === undefined && faults.port === undefined && port !== '0';
  const about = sound ? `${host} ${port}` : null;
  const reply = useAsked(about, () => call('freePort', { host, from: Number(port) }));
  if (about === null) return null;
  if (reply === null) return <Note tone="neutral">{words.portChecking}</Note>;
  if (!reply.ok) return <Note tone="warn">{reply.problems[0]?.message}</Note>;
  const free = String(reply.value.port);
  if (free === port) return <Note tone="fine">{words.portFree(port)}</Note>;
  const action = (
    <Button size="small" onClick={() => enter({ port: free })}>
      {words.portUse(free)}
    </Button>
  );
  return (
    <Note tone="blocked" action={action}>
      {words.portTaken(port)}
    </Note>
  );
}

const Row = styled('div')({ display: 'flex', alignItems: 'flex-start', gap: 12 });

const Wide = styled('div')({ flex: 1, minWidth: 0 });
