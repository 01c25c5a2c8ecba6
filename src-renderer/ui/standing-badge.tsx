import { styled } from '@mui/material/styles';
import { Icon } from './icons/icon.tsx';
import type { IconName } from './icons/paths.ts';
import { toneColor } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { radius } from './theme/tokens.ts';

/** How something stands, at a glance and in a word. */
export interface Standing {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly label: string;
}

/** At the beginning of a row. */
export function StandingBadge({ standing: { tone, icon, label } }: { standing: Standing }) {
  return (
    <Badge style={{ color: toneColor[tone].text, background: toneColor[tone].soft }}>
      <Icon name={icon} size={16} label={label} />
    </Badge>
  );
}

const Badge = styled('span')({
  display: 'grid',
  placeItems: 'center',
  width: 24,
  height: 24,
  borderRadius: radius.pill,
});
