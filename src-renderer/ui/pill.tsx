import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { toneColor } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { radius } from './theme/tokens.ts';

interface PillProps {
  readonly tone: Tone;
  /** A dot, unless an icon is given. */
  readonly icon?: ReactNode;
  /** Something is under way: the dot breathes, unless motion is reduced. */
  readonly busy?: boolean;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** The state of something that lasts. */
export function Pill({ tone, icon, busy = false, title, children }: PillProps) {
  const { text, soft } = toneColor[tone];
  return (
    <Root style={{ color: text, background: soft }} title={title}>
      {icon ?? <Dot data-busy={busy || undefined} />}
      <Words>{children}</Words>
    </Root>
  );
}

const Root = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 8,
  minWidth: 0,
  maxWidth: '100%',
  height: 28,
  padding: '0 12px',
  borderRadius: radius.pill,
  fontWeight: 600,
  fontSize: 13,
  lineHeight: '20px',
  whiteSpace: 'nowrap',
});

const Words = styled('span')({ overflow: 'hidden', textOverflow: 'ellipsis' });

const Dot = styled('span')({
  flex: 'none',
  width: 8,
  height: 8,
  borderRadius: radius.pill,
  background: 'currentColor',
  '@keyframes breathe': { '50%': { opacity: 0.3 } },
  '&[data-busy]': { animation: 'breathe 1.2s ease-in-out infinite' },
});
