import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { text } from '../text/text.ts';
import { Card } from './card.tsx';
import { Icon } from './icons/icon.tsx';
import { color, toneColor } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { motion, radius } from './theme/tokens.ts';
import { tabular } from './theme/typography.ts';

interface FigureProps {
  readonly label: string;
  /** Already formatted; null: nothing is known yet. */
  readonly value: string | null;
  readonly unit?: string;
  readonly sub?: string;
  /** Colours the number, where it means something: `blocked` only when something is blocked. */
  readonly tone?: Tone;
  /** Leads to where the number comes from. */
  readonly onOpen?: () => void;
}

/** One number that an administrator looks for first. */
export function Figure({ label, value, unit, sub, tone, onOpen }: FigureProps) {
  const labelId = useId();
  return (
    <Root>
      <Label id={labelId}>
        {onOpen === undefined ? (
          label
        ) : (
          <Open type="button" onClick={onOpen}>
            {label}
            <Icon name="chevronRight" size={14} />
          </Open>
        )}
      </Label>
      <Line role="group" aria-labelledby={labelId}>
        <Value style={tone === undefined ? undefined : { color: toneColor[tone].text }}>
          {value ?? <Missing aria-label={text.common.noData}>{text.common.none}</Missing>}
        </Value>
        {value !== null && unit !== undefined && <Unit>{unit}</Unit>}
      </Line>
      <Sub>{sub === undefined || sub === '' ? '\u00a0' : sub}</Sub>
    </Root>
  );
}

const Root = styled(Card)({
  position: 'relative',
  padding: '14px 16px',
  transition: `border-color ${motion.quick} ${motion.ease}`,
  '&:has(button):hover': { borderColor: color.faint },
});

const Label = styled('div')({
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '18px',
  color: color.muted,
});

const Open = styled('button')({
  all: 'unset',
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  cursor: 'pointer',
  // The whole card answers; the button keeps its name and its place for the keyboard.
  '&::after': { content: '""', position: 'absolute', inset: 0, borderRadius: radius.card },
  '&:focus-visible::after': { outline: `2px solid ${color.primary}`, outlineOffset: -2 },
  '&:focus-visible': { outline: 'none' },
  '&:hover': { color: color.text },
});

const Line = styled('div')({ display: 'flex', alignItems: 'baseline', gap: 4, marginTop: 4 });

const Value = styled('span')({
  fontSize: 28,
  fontWeight: 650,
  lineHeight: '36px',
  letterSpacing: '-0.02em',
  ...tabular,
});

const Unit = styled('span')({ fontSize: 14, color: color.muted });

const Missing = styled('span')({ color: color.muted });

const Sub = styled('div')({
  ...tabular,
  fontSize: 12,
  lineHeight: '18px',
  marginTop: 2,
  color: color.muted,
});
