import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { Icon } from './icons/icon.tsx';
import type { IconName } from './icons/paths.ts';
import { color, toneColor } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { radius } from './theme/tokens.ts';

interface StepListProps {
  readonly label: string;
  /** Each a `Step`. */
  readonly children: ReactNode;
}

/** Steps that were taken one after the other: of a decision, or of a ticket. */
export function StepList({ label, children }: StepListProps) {
  return <List aria-label={label}>{children}</List>;
}

interface StepProps {
  readonly icon: IconName;
  readonly tone: Tone;
  /** Where no word says how it went. */
  readonly iconLabel?: string;
  readonly name: string;
  /** Right after the name. */
  readonly beside?: ReactNode;
  /** At the end of the line. */
  readonly aside?: ReactNode;
  readonly weight?: 'strong' | 'quiet' | undefined;
  /** What it rests on, and what came of it. */
  readonly children?: ReactNode;
}

export function Step({ icon, tone, iconLabel, name, beside, aside, weight, children }: StepProps) {
  const { text: ink, soft } = toneColor[tone];
  const meaning = iconLabel === undefined ? {} : { label: iconLabel };
  return (
    <Item data-weight={weight}>
      <Badge style={{ color: ink, background: soft }}>
        <Icon name={icon} size={14} {...meaning} />
      </Badge>
      <Body>
        <Line>
          <Name>{name}</Name>
          {beside}
        </Line>
        {children}
      </Body>
      {aside}
    </Item>
  );
}

const List = styled('ol')({ listStyle: 'none', margin: 0, padding: 0 });

const Item = styled('li')({
  position: 'relative',
  display: 'flex',
  gap: 10,
  paddingBottom: 12,
  // The thread from step to step.
  '&:not(:last-of-type)::before': {
    content: '""',
    position: 'absolute',
    left: 11,
    top: 24,
    bottom: 0,
    width: 1,
    background: color.line,
  },
  '&:last-of-type': { paddingBottom: 0 },
});

const Badge = styled('span')({
  flex: 'none',
  display: 'grid',
  placeItems: 'center',
  width: 23,
  height: 23,
  borderRadius: radius.pill,
});

const Body = styled('div')({ flex: 1, minWidth: 0, paddingTop: 1 });

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '0 8px',
});

const Name = styled('span')({
  fontWeight: 550,
  '[data-weight="strong"] &': { fontWeight: 650 },
  '[data-weight="quiet"] &': { fontWeight: 400, color: color.muted },
});
