import MuiCard from '@mui/material/Card';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { color } from './theme/color.ts';

interface CardProps {
  readonly title?: string;
  /** Beside the title, at the end of its line. */
  readonly actions?: ReactNode;
  /** Without room around the content: for tables and lists. */
  readonly flush?: boolean;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Card({ title, actions, flush = false, children, className }: CardProps) {
  const titleId = useId();
  const named = title === undefined ? {} : { component: 'section', 'aria-labelledby': titleId };
  return (
    <Root {...named} className={className} data-flush={flush || undefined}>
      {title !== undefined && (
        <Head>
          <Title id={titleId}>{title}</Title>
          {actions}
        </Head>
      )}
      {children}
    </Root>
  );
}

const Root = styled(MuiCard)({
  display: 'flex',
  flexDirection: 'column',
  // In a page that scrolls a card keeps its height.
  flexShrink: 0,
  minWidth: 0,
  padding: 16,
  '&[data-flush]': { padding: 0 },
}) as typeof MuiCard;

const Head = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 12,
  minHeight: 20,
  marginBottom: 10,
  '[data-flush] > &': { padding: '14px 16px 0' },
});

const Title = styled('h2')({
  margin: 0,
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});
