import Button from '@mui/material/Button';
import Switch from '@mui/material/Switch';
import { styled } from '@mui/material/styles';
import { useEffect, useId } from 'react';
import { faultsOf } from '../../stores/set-up-values.ts';
import type { SetUpValues } from '../../stores/set-up-values.ts';
import { enter } from '../../stores/set-up.ts';
import { text } from '../../text/text.ts';
import { color } from '../../ui/theme/color.ts';
import { HostResults } from '../settings/host-results.tsx';
import { useHostTest } from '../settings/use-host-test.ts';
import { TextEntry } from './text-entry.tsx';

const words = text.setUp;

export function ExchangeStep({ values }: { values: SetUpValues }) {
  const { exchange, ewsProxy } = values;
  const test = useHostTest();
  const { forget } = test;
  const id = useId();
  // What was found out about another host says nothing of this one.
  useEffect(() => forget(), [exchange]);
  return (
    <>
      <Line>
        <TextEntry
          field="exchange"
          label={words.exchange}
          help={words.exchangeHelp}
          hint={text.settings.hostHint}
        />
        <Button
          loading={test.state.kind === 'running'}
          disabled={faultsOf(values).exchange !== undefined}
          onClick={() => test.run(exchange)}
        >
          {text.actions.test}
        </Button>
      </Line>
      {test.state.kind !== 'none' && (
        <Results>
          <HostResults state={test.state} />
        </Results>
      )}
      <Proxy>
        <div>
          <strong id={id}>{words.ewsProxy}</strong>
          <p id={`${id}-help`}>{words.ewsProxyHelp}</p>
        </div>
        <Switch
          checked={ewsProxy}
          onChange={(_event, on) => enter({ ewsProxy: on })}
          slotProps={{
            input: { role: 'switch', 'aria-labelledby': id, 'aria-describedby': `${id}-help` },
          }}
        />
      </Proxy>
    </>
  );
}

const Line = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  // Beside the field, below its label.
  '& > button': { flex: 'none', marginTop: 22 },
});

// It brings room of its own.
const Results = styled('div')({ marginTop: -10 });

const Proxy = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  justifyContent: 'space-between',
  gap: 24,
  '& strong': { fontWeight: 600 },
  '& p': { margin: '2px 0 0', color: color.muted },
});
