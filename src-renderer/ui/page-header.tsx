import Typography from '@mui/material/Typography';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { color } from './theme/color.ts';
import { tabular } from './theme/typography.ts';

interface PageHeaderProps {
  readonly title: string;
  /** Beside the title: a state, a count. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, meta, actions }: PageHeaderProps) {
  return (
    <Root>
      <Typography variant="h1">{title}</Typography>
      {meta !== undefined && <Meta>{meta}</Meta>}
      {actions !== undefined && <Actions>{actions}</Actions>}
    </Root>
  );
}

const Root = styled('header')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '8px 12px',
  minHeight: 34,
  // In a page that scrolls it keeps its height.
  flexShrink: 0,
});

const Meta = styled('div')({
  ...tabular,
  display: 'flex',
  alignItems: 'center',
  gap: 12,
  color: color.muted,
});

const Actions = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: 8,
  marginLeft: 'auto',
});
