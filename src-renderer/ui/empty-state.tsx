import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { Icon } from './icons/icon.tsx';
import type { IconName } from './icons/paths.ts';
import { color } from './theme/color.ts';
import { radius } from './theme/tokens.ts';

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

/** Why there is nothing here, and what would bring something. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <Root>
      <Ground>
        <Icon name={icon} size={22} />
      </Ground>
      <Title>{title}</Title>
      <Text>{text}</Text>
      {action !== undefined && <Action>{action}</Action>}
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'center',
  justifyContent: 'center',
  flex: 1,
  minHeight: 200,
  padding: 32,
  textAlign: 'center',
});

const Ground = styled('span')({
  display: 'grid',
  placeItems: 'center',
  width: 44,
  height: 44,
  marginBottom: 14,
  borderRadius: radius.card,
  color: color.muted,
  background: color.sunken,
});

const Title = styled('strong')({ fontSize: 14, fontWeight: 620 });

const Text = styled('p')({
  margin: '4px 0 0',
  maxWidth: 400,
  color: color.muted,
  textWrap: 'balance',
});

const Action = styled('div')({ display: 'flex', gap: 8, marginTop: 16 });
