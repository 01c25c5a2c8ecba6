import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Card } from './card.tsx';
import { Pill } from './pill.tsx';
import { color } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { TimeText } from './time-text.tsx';
import { tabular } from './theme/typography.ts';

export type HealthState = 'fine' | 'warn' | 'failed' | 'unknown';

const tones: Readonly<Record<HealthState, Tone>> = {
  fine: 'fine',
  warn: 'warn',
  failed: 'blocked',
  unknown: 'neutral',
};

const advises = { 'data-advises': true } as const;

/** The card that says what to do, inside of a row of them. */
export const advising = ':has(> [data-advises])';

interface HealthCardProps {
  readonly title: string;
  readonly state: HealthState;
  /** What is the case, in a few words (`26 min old`); else the name of the state. */
  readonly says?: string;
  /** RFC 3339: since when it is so. */
  readonly since?: string;
  /** A further fact, such as the host that was asked. */
  readonly detail?: string;
  /** What to do; only where there is something to do. */
  readonly remedy?: string;
  readonly action?: ReactNode;
}

export function HealthCard(props: HealthCardProps) {
  const { title, state, says, since, detail, remedy, action } = props;
  return (
    <Card title={title}>
      <Top {...(remedy === undefined ? {} : advises)}>
        <Pill tone={tones[state]} title={says}>
          {says ?? text.health.states[state]}
        </Pill>
        {(since !== undefined || detail !== undefined) && (
          <Facts>
            {since !== undefined && (
              <span>
                {text.health.since} <TimeText at={since} />
              </span>
            )}
            {detail !== undefined && <Detail title={detail}>{detail}</Detail>}
          </Facts>
        )}
      </Top>
      {remedy !== undefined && <Remedy>{remedy}</Remedy>}
      {action !== undefined && <Action>{action}</Action>}
    </Card>
  );
}

const Top = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'flex-start',
  gap: 8,
  minWidth: 0,
  // In a wider card the facts stand beside the state, and the height goes to what is to be done.
  '&[data-advises]': { flexFlow: 'row wrap', alignItems: 'center', gap: '8px 12px' },
});

const Facts = styled('div')({
  ...tabular,
  maxWidth: '100%',
  display: 'flex',
  gap: 10,
  minWidth: 0,
  fontSize: 12,
  lineHeight: '16px',
  color: color.muted,
  whiteSpace: 'nowrap',
});

const Detail = styled('span')({ overflow: 'hidden', textOverflow: 'ellipsis' });

const Remedy = styled('p')({ margin: '8px 0 0', fontSize: 12, lineHeight: '18px' });

const Action = styled('div')({ display: 'flex', gap: 8, marginTop: 10 });
