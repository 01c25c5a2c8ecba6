import Button from '@mui/material/Button';
import { useState } from 'react';
import { text } from '../../text/text.ts';
import { useWhy } from '../use-why.ts';
import type { Asked } from '../use-why.ts';
import { WhySection } from '../why-section.tsx';

interface WhyNowProps extends Asked {
  readonly turn: number;
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

function Answer({ turn, ...asked }: WhyNowProps) {
  return <WhySection why={useWhy(asked, turn)} />;
}
