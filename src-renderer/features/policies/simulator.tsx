import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useRef, useState } from 'react';
import { useSettings } from '../../stores/settings.ts';
import { decidingPart } from '../../stores/impact.ts';
import { text } from '../../text/text.ts';
import { Drawer } from '../../ui/drawer.tsx';
import { size } from '../../ui/theme/tokens.ts';
import { WhySection } from '../why-section.tsx';
import { emptyTrial, ensAddress, questionOf } from './trial.ts';
import type { Trial } from './trial.ts';
import { TrialFields } from './trial-fields.tsx';
import { useTrial } from './use-trial.ts';

const words = text.policies.simulator;

/** What the gate would do with a request that nobody makes, by what is in force or by the draft. */
export function Simulator({ onClose }: { onClose: () => void }) {
  const [trial, setTrial] = useState<Trial>(emptyTrial);
  const settings = useSettings((state) => state.settings);
  const draft = useSettings((state) => state.draft);
  const changes = decidingPart(draft, settings ?? []);
  const ens = settings?.find(({ key }) => key === 'compliance.ens.sources');
  const sources = draft['compliance.ens.sources'] ?? ens?.saved ?? null;
  const question = questionOf(trial, changes, sources);
  const { why, ask } = useTrial();
  const result = useRef<HTMLDivElement>(null);
  // The form may fill the drawer: what was asked for comes into sight.
  useEffect(() => {
    if (why?.kind === 'known') result.current?.scrollIntoView({ block: 'start' });
  }, [why]);
  return (
    <Dock>
      <Drawer takeFocus title={words.title} subtitle={words.subtitle} onClose={onClose}>
        <Form
          aria-label={words.title}
          onSubmit={(event) => {
            event.preventDefault();
            if (question !== null) ask(question);
          }}
        >
          <TrialFields
            trial={trial}
            change={(parts) => setTrial({ ...trial, ...parts })}
            changed={Object.keys(changes).length > 0}
            ens={ensAddress(sources) !== null}
          />
          <Button
            type="submit"
            variant="contained"
            color="primary"
            sx={{ alignSelf: 'flex-start' }}
            disabled={question === null}
            title={question === null ? words.nameOne : undefined}
            loading={why?.kind === 'asking'}
          >
            {words.ask}
          </Button>
        </Form>
        {why !== null && (
          <div ref={result}>
            <WhySection why={why} title={words.verdict} />
          </div>
        )}
      </Drawer>
    </Dock>
  );
}

const Dock = styled('div')({
  display: 'flex',
  minHeight: 0,
  '& > aside': { width: '100%' },
  [`@media (max-width: ${String(size.narrowest)}px)`]: { display: 'contents' },
});

const Form = styled('form')({
  display: 'flex',
  flexDirection: 'column',
  gap: 10,
  paddingTop: 12,
});
