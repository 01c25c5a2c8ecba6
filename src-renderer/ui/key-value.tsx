import { styled } from '@mui/material/styles';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { color } from './theme/color.ts';
import { monoText } from './theme/typography.ts';

export interface KeyValueItem {
  readonly label: string;
  /** Null: not known; shown, so that a missing fact is seen as missing. */
  readonly value: ReactNode;
  /** Ids, hosts, keys, times. */
  readonly mono?: boolean;
}

interface KeyValueProps {
  readonly items: readonly KeyValueItem[];
}

export function KeyValue({ items }: KeyValueProps) {
  return (
    <List>
      {items.map(({ label, value, mono = false }) => (
        <Fragment key={label}>
          <Term>{label}</Term>
          <Value data-mono={mono || undefined}>{value ?? text.common.none}</Value>
        </Fragment>
      ))}
    </List>
  );
}

const List = styled('dl')({
  display: 'grid',
  gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
  gap: '6px 16px',
  margin: 0,
});

const Term = styled('dt')({ color: color.muted });

const Value = styled('dd')({
  margin: 0,
  overflowWrap: 'anywhere',
  '&[data-mono]': { ...monoText, lineHeight: '20px' },
});
