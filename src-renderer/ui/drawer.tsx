import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Icon } from './icons/icon.tsx';
import { color } from './theme/color.ts';
import { motion, size } from './theme/tokens.ts';

interface DrawerProps {
  readonly title: string;
  /** Under the title: an id, a time, a state. */
  readonly subtitle?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons that stay in sight at the foot. */
  readonly footer?: ReactNode;
  /**
   * `float` lies over the end of the page, `dock` stands beside the list as its flex neighbour. In
   * both the list stays alive: this is not a modal.
   */
  readonly place?: 'float' | 'dock';
  /** Moves the keyboard in when it opens. Leave out where arrows in a list go on choosing. */
  readonly takeFocus?: boolean;
}

/** Details of the chosen row. Rendered only while open; Escape closes it. */
export function Drawer(props: DrawerProps) {
  const { title, subtitle, onClose, children, footer, place = 'dock', takeFocus = false } = props;
  const titleId = useId();
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!takeFocus) return undefined;
    const before = document.activeElement;
    root.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [takeFocus]);

  return (
    <Root
      ref={root}
      tabIndex={-1}
      aria-labelledby={titleId}
      data-place={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <Head>
        <Titles>
          <Title id={titleId} title={title}>
            {title}
          </Title>
          {subtitle !== undefined && <Subtitle>{subtitle}</Subtitle>}
        </Titles>
        <IconButton size="small" aria-label={text.drawer.close} onClick={onClose}>
          <Icon name="cross" size={16} />
        </IconButton>
      </Head>
      <Body tabIndex={0} role="group" aria-labelledby={titleId}>
        {children}
      </Body>
      {footer !== undefined && <Foot>{footer}</Foot>}
    </Root>
  );
}

/** A titled part of what a drawer shows. */
export function DrawerSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Section aria-labelledby={id}>
      <SectionTitle id={id}>{title}</SectionTitle>
      {children}
    </Section>
  );
}

const floating = {
  position: 'fixed',
  top: size.header,
  right: 0,
  bottom: 0,
  zIndex: 1100,
  border: 0,
  borderLeft: `1px solid ${color.line}`,
  boxShadow: color.shadow,
} as const;

const Root = styled('aside')({
  display: 'flex',
  flexDirection: 'column',
  flex: 'none',
  width: size.drawer,
  maxWidth: '100%',
  minHeight: 0,
  background: color.panel,
  '&:focus-visible': { outline: 'none' },
  '@keyframes arrive': { from: { opacity: 0, transform: 'translateX(12px)' } },
  animation: `arrive ${motion.calm} ${motion.ease}`,
  '&[data-place="dock"]': { border: `1px solid ${color.line}`, borderRadius: 12 },
  '&[data-place="float"]': floating,
  // Beside the list there would be no list left.
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    '&[data-place="dock"]': { ...floating, borderRadius: 0 },
  },
});

const Head = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  padding: '14px 12px 12px 16px',
  borderBottom: `1px solid ${color.line}`,
});

const Titles = styled('div')({ flex: 1, minWidth: 0 });

const Title = styled('h2')({
  margin: 0,
  fontSize: 15,
  fontWeight: 650,
  lineHeight: '22px',
  letterSpacing: '-0.006em',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
});

const Subtitle = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '4px 8px',
  marginTop: 4,
  fontSize: 12,
  color: color.muted,
});

const Body = styled('div')({
  flex: 1,
  minHeight: 0,
  overflowY: 'auto',
  padding: '4px 16px 16px',
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: -2 },
});

const Foot = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: 8,
  padding: 12,
  borderTop: `1px solid ${color.line}`,
});

const Section = styled('section')({ paddingTop: 14 });

const SectionTitle = styled('h3')({
  margin: '0 0 8px',
  fontSize: 12,
  fontWeight: 600,
  lineHeight: '16px',
  color: color.muted,
});
