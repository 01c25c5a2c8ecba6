import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { text } from '../../text/text.ts';
import { color } from '../../ui/theme/color.ts';
import { useWhy } from '../use-why.ts';
import type { Asked } from '../use-why.ts';
import { SinceThen } from './since-then.tsx';
import { WhySection } from '../why-section.tsx';

interface WhyNowProps extends Asked {
  /** What the answer does not say of the request. */
  readonly note: string | null;
  readonly turn: number;
  /** When the request was decided. */
  readonly at: string;
}

/** Asked only when wanted: arrows run through rows faster than a gateway should be asked. */
export function WhyNow(props: WhyNowProps) {
  const [asked, setAsked] = useState(false);
  if (asked || props.turn > 0) return <Answer {...props} />;
  if (props.user === null && props.device === null) return null;
  return (
    <Button size="small" sx={{ marginTop: 2 }} onClick={() => setAsked(true)}>
      {text.actions.why}
    </Button>
  );
}

function Answer({ turn, note, at, ...asked }: WhyNowProps) {
  const why = useWhy(asked, turn);
  return (
    <>
      {note !== null && <Note>{note}</Note>}
      <WhySection why={why}>
        <SinceThen user={asked.user} device={asked.device} at={at} />
      </WhySection>
    </>
  );
}

const Note = styled('p')({
  margin: '8px 0 0',
  fontSize: 12,
  lineHeight: '18px',
  color: color.muted,
});
