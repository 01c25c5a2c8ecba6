import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Problem } from '../../../src-shared/errors.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { color, toneColor } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';

export const Rows = styled('ul')({ listStyle: 'none', margin: 0, padding: '4px 0' });

/** A sentence about what stands above or below it. */
export const Note = styled('p')({
  margin: 0,
  padding: '4px 16px 12px',
  color: color.muted,
  lineHeight: '20px',
  overflowWrap: 'anywhere',
});

/** What is wrong besides the dates. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const grave = problems.some(({ severity }) => severity === 'error');
  return (
    <Wrong style={{ background: toneColor[grave ? 'blocked' : 'warn'].soft }}>
      <ProblemList linked problems={problems} />
    </Wrong>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <Title>{title}</Title>
      {children}
    </>
  );
}

const Wrong = styled('div')({
  margin: '4px 16px 12px',
  padding: '8px 12px',
  borderRadius: radius.control,
  overflowWrap: 'anywhere',
});

const Title = styled('h3')({
  margin: 0,
  padding: '12px 16px 0',
  borderTop: `1px solid ${color.line}`,
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});
