import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/icons/icon.tsx';
import type { IconName } from '../../ui/icons/paths.ts';
import { color, toneColor } from '../../ui/theme/color.ts';
import type { Tone } from '../../ui/theme/color.ts';

const icons: Partial<Record<Tone, IconName>> = { fine: 'check', warn: 'warning', blocked: 'error' };

interface NoteProps {
  readonly tone: Tone;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** What was found out about a value, below its field. */
export function Note({ tone, action, children }: NoteProps) {
  const icon = icons[tone];
  return (
    <Root role="status">
      {icon !== undefined && (
        <span style={{ color: toneColor[tone].text }}>
          <Icon name={icon} size={16} />
        </span>
      )}
      <Words>{children}</Words>
      {action}
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  minHeight: 28,
  '& > span:first-of-type': { display: 'flex' },
});

const Words = styled('div')({
  minWidth: 0,
  overflowWrap: 'anywhere',
  '& p': { margin: 0, color: color.muted },
});
