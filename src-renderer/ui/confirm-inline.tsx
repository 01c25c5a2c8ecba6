import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { text } from '../text/text.ts';
import { color } from './theme/color.ts';

interface ConfirmInlineProps {
  /** The button that asks. */
  readonly label: string;
  readonly icon?: ReactNode;
  /** What will happen, as a question. */
  readonly question: string;
  /** The button that does it: a verb. */
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** It takes something away. */
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly small?: boolean;
}

/** Asks where one clicked, instead of in a modal. */
export function ConfirmInline(props: ConfirmInlineProps) {
  const { label, icon, question, confirm, onConfirm, disabled } = props;
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const tone = props.danger === true ? 'error' : 'inherit';
  const size = props.small === true ? 'small' : 'medium';

  const stop = () => {
    setAsking(false);
    // The opener is back in the next frame, and takes the focus that its answer had.
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (!asking) {
    return (
      <Button
        ref={opener}
        size={size}
        color={tone}
        startIcon={icon}
        sx={{ alignSelf: 'flex-start' }}
        disabled={disabled}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stop();
  };
  return (
    <Root role="group" aria-label={question} onKeyDown={onKeyDown}>
      <Question>{question}</Question>
      <Button size={size} variant="text" onClick={stop}>
        {text.common.cancel}
      </Button>
      <Button
        autoFocus
        size={size}
        variant="contained"
        color={props.danger === true ? 'error' : 'primary'}
        onClick={() => {
          stop();
          onConfirm();
        }}
      >
        {confirm}
      </Button>
    </Root>
  );
}

const Root = styled('div')({
  alignSelf: 'flex-start',
  display: 'inline-flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: 8,
});

const Question = styled('span')({ color: color.text, fontWeight: 550 });
