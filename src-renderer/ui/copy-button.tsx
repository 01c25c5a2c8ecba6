import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useState } from 'react';
import { text } from '../text/text.ts';
import { useClipboard } from './clipboard.ts';
import { Icon } from './icons/icon.tsx';

interface CopyButtonProps {
  /** What is copied; a function where it is dear to make. */
  readonly value: string | (() => string);
  /** What it is, as inside a sentence: "request id" makes "Copy request id". */
  readonly label: string;
  /** With its words on it, not the icon alone. */
  readonly wide?: boolean;
}

type State = 'ready' | 'copied' | 'failed';

const shownFor = 1600;

export function CopyButton({ value, label, wide = false }: CopyButtonProps) {
  const copy = useClipboard();
  const [state, setState] = useState<State>('ready');

  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), shownFor);
    return () => clearTimeout(timer);
  }, [state]);

  const run = () => {
    copy(typeof value === 'string' ? value : value()).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const words = wordsFor(state, label);
  const icon = <Icon name={state === 'copied' ? 'check' : 'copy'} size={16} />;
  if (wide) {
    return (
      <Button size="small" startIcon={icon} onClick={run}>
        {words}
      </Button>
    );
  }
  return (
    <Tooltip title={words}>
      <IconButton size="small" aria-label={words} onClick={run}>
        {icon}
      </IconButton>
    </Tooltip>
  );
}

function wordsFor(state: State, label: string): string {
  if (state === 'copied') return text.common.copied;
  return state === 'failed' ? text.common.copyFailed : text.copying.value(label);
}
