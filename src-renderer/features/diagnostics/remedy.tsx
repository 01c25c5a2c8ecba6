import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color, toneColor } from '../../ui/theme/color.ts';
import type { Tone } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';

/** What to do, on the ground of what it is about. */
export function Remedy({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Root style={{ background: toneColor[tone].soft }}>
      <span style={{ color: toneColor[tone].text }}>
        <Icon name="info" size={16} label={text.diagnostics.whatToDo} />
      </span>
      <div>{children}</div>
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  marginTop: 6,
  padding: '6px 10px',
  borderRadius: radius.control,
  fontSize: 12,
  lineHeight: '18px',
  color: color.text,
  overflowWrap: 'anywhere',
  '& > span': { flex: 'none', display: 'flex', paddingTop: 1 },
  '& > div': { minWidth: 0 },
});
