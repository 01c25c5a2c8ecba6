import { styled } from '@mui/material/styles';
import IconButton from '@mui/material/IconButton';
import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Icon } from './icons/icon.tsx';
import type { IconName } from './icons/paths.ts';
import { color, toneColor } from './theme/color.ts';
import type { Tone } from './theme/color.ts';
import { radius } from './theme/tokens.ts';

export type BannerTone = 'info' | 'warn' | 'error';

const shown: Readonly<Record<BannerTone, { tone: Tone; icon: IconName }>> = {
  info: { tone: 'primary', icon: 'info' },
  warn: { tone: 'warn', icon: 'warning' },
  error: { tone: 'blocked', icon: 'error' },
};

interface BannerProps {
  /** More than a sentence: a list of problems. It stands below, over the whole width. */
  readonly below?: ReactNode;
  readonly tone: BannerTone;
  readonly title: string;
  /** What follows from it, and what to do. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly onDismiss?: () => void;
  /** Set when it appears while somebody works: it is then read out at once. */
  readonly announce?: boolean;
}

/** Something about the whole page or the whole gateway, where a modal would be in the way. */
export function Banner(props: BannerProps) {
  const { tone, title, children, below, actions, onDismiss, announce } = props;
  const { tone: colors, icon } = shown[tone];
  const live = announce === true ? { role: tone === 'error' ? 'alert' : 'status' } : {};
  return (
    <Root {...live} style={{ background: toneColor[colors].soft }}>
      <Lead style={{ color: toneColor[colors].text }}>
        <Icon name={icon} label={text.common.tones[tone]} />
      </Lead>
      <Words>
        <Title style={{ color: toneColor[colors].text }}>{title}</Title>
        {children !== undefined && <Detail>{children}</Detail>}
      </Words>
      {actions !== undefined && <Actions>{actions}</Actions>}
      {onDismiss !== undefined && (
        <IconButton size="small" aria-label={text.common.dismiss} onClick={onDismiss}>
          <Icon name="cross" size={16} />
        </IconButton>
      )}
      {below !== undefined && <Below>{below}</Below>}
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  // In a page that scrolls it keeps its height.
  flexShrink: 0,
  gap: '8px 12px',
  minHeight: 52,
  padding: '8px 10px 8px 14px',
  borderRadius: radius.card,
});

const Lead = styled('span')({ flex: 'none', display: 'flex' });

const Words = styled('div')({
  flex: '1 1 320px',
  minWidth: 0,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 12,
  padding: '4px 0',
});

const Title = styled('strong')({ fontWeight: 600 });

const Detail = styled('div')({ minWidth: 0, color: color.text, overflowWrap: 'anywhere' });

const Below = styled('div')({
  flex: '1 0 100%',
  minWidth: 0,
  // In line with the title, past the icon.
  padding: '0 20px 8px 30px',
  overflowWrap: 'anywhere',
});

const Actions = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8 });
