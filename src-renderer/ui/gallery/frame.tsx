import { styled } from '@mui/material/styles';
import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import type { ComplianceMode } from '../../../src-shared/settings/in-force.ts';
import { text } from '../../text/text.ts';
import { Icon, Mark } from '../icons/icon.tsx';
import type { IconName } from '../icons/paths.ts';
import { Kbd } from '../kbd.tsx';
import { ModeChip } from '../mode-chip.tsx';
import { StatusChip } from '../status-chip.tsx';
import { color } from '../theme/color.ts';
import { radius, size } from '../theme/tokens.ts';
import { words } from './words.ts';

const pages: readonly [keyof typeof text.frame.pages, IconName][] = [
  ['overview', 'home'],
  ['blocked', 'block'],
  ['log', 'list'],
  ['settings', 'sliders'],
];

interface SampleFrameProps {
  readonly page: keyof typeof text.frame.pages;
  readonly mode?: ComplianceMode;
  readonly children: ReactNode;
}

/** A stand-in for the window's frame, so that pieces are seen where they belong. */
export function SampleFrame({ page, mode = 'enforce', children }: SampleFrameProps) {
  return (
    <Root>
      <Bar>
        <Brand>
          <Mark />
          {text.common.product}
        </Brand>
        <StatusChip state="running" />
        <ModeChip mode={mode} />
        <Where>
          {words.since} <code>gw01.corp.example:443</code>
        </Where>
        <Button startIcon={<Icon name="search" size={16} />} endIcon={<Kbd keys={['mod', 'K']} />}>
          {text.actions.openPalette}
        </Button>
        <Button startIcon={<Icon name="restart" size={16} />}>{text.actions.restart}</Button>
      </Bar>
      <Rail aria-label={text.frame.navigation}>
        {pages.map(([name, icon]) => (
          <Place key={name} href={`#${name}`} aria-current={name === page ? 'page' : undefined}>
            <Icon name={icon} />
            {text.frame.pages[name]}
          </Place>
        ))}
      </Rail>
      <Page>{children}</Page>
    </Root>
  );
}

const Root = styled('div')({
  display: 'grid',
  gridTemplate: `${String(size.header)}px minmax(0, 1fr) / ${String(size.rail)}px minmax(0, 1fr)`,
  height: '100vh',
});

const Bar = styled('header')({
  gridColumn: '1 / -1',
  display: 'flex',
  alignItems: 'center',
  gap: 12,
  padding: '0 16px',
  background: color.panel,
  borderBottom: `1px solid ${color.line}`,
});

const Brand = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  width: size.rail - 8,
  fontSize: 15,
  fontWeight: 650,
  letterSpacing: '-0.01em',
  '& svg': { color: color.primary },
});

const Where = styled('span')({
  flex: 1,
  minWidth: 0,
  color: color.muted,
  overflow: 'hidden',
  whiteSpace: 'nowrap',
  textOverflow: 'ellipsis',
  '& code': { fontSize: 12 },
});

const Rail = styled('nav')({
  display: 'flex',
  flexDirection: 'column',
  gap: 2,
  padding: '12px 8px',
  background: color.panel,
  borderRight: `1px solid ${color.line}`,
});

const Place = styled('a')({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  height: 34,
  padding: '0 12px',
  borderRadius: radius.control,
  fontWeight: 550,
  color: color.muted,
  textDecoration: 'none',
  '&:hover': { background: color.hover, color: color.text },
  '&[aria-current]': { background: color.primarySoft, color: color.primary },
});

const Page = styled('main')({
  display: 'flex',
  flexDirection: 'column',
  gap: size.gap,
  minHeight: 0,
  padding: `${String(size.pageY)}px ${String(size.pageX)}px`,
  overflow: 'auto',
});
