import { styled } from '@mui/material/styles';
import { color } from '../theme/color.ts';
import { motion, radius, size } from '../theme/tokens.ts';
import { monoText } from '../theme/typography.ts';
import { visuallyHidden } from '../visually-hidden.ts';

export const Frame = styled('div')({
  position: 'relative',
  display: 'flex',
  flexDirection: 'column',
  flex: 1,
  minWidth: 0,
  minHeight: 0,
  background: color.panel,
  border: `1px solid ${color.line}`,
  borderRadius: radius.card,
  overflow: 'hidden',
});

export const View = styled('div')({
  position: 'relative',
  display: 'flex',
  flexDirection: 'column',
  flex: 1,
  minHeight: 0,
  // The ring is around the row that is active; while none is, around all of them.
  '&:has(> [role="grid"]:focus-visible:not([aria-activedescendant]))::after': {
    content: '""',
    position: 'absolute',
    inset: 0,
    zIndex: 3,
    borderRadius: radius.card - 1,
    outline: `2px solid ${color.primary}`,
    outlineOffset: -2,
    pointerEvents: 'none',
  },
});

export const End = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  flex: 'none',
  gap: 12,
  height: size.tableEnd,
  padding: '0 16px',
  fontSize: 12,
  lineHeight: '16px',
  color: color.muted,
  background: color.sunken,
});

// Rows, cells and check boxes are plain elements under one stylesheet: a styled component reckons
// its styles anew for each of the thousands that come by.
export const rowClass = 'table-row';
export const cellClass = 'table-cell';
export const checkClass = 'table-check';
export const rowActionClass = 'table-action';

const row = {
  position: 'absolute',
  top: 0,
  left: 0,
  width: '100%',
  display: 'grid',
  height: size.row,
  borderBottom: `1px solid ${color.line}`,
  contain: 'layout style',
  '&:hover': { background: color.hover },
  '&[data-checked]': { background: color.primarySoft },
  '&[data-active]': { background: color.primarySoft, boxShadow: `inset 2px 0 ${color.primary}` },
} as const;

const cell = {
  minWidth: 0,
  padding: '0 12px',
  lineHeight: `${String(size.row - 1)}px`,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  '&:first-of-type': { paddingLeft: 16 },
  '&:last-of-type': { paddingRight: 16 },
  '&[data-check]': { textOverflow: 'clip', paddingRight: 0 },
  '&[data-mono]': monoText,
  '&[data-whole]': { gridColumn: '1 / -1', color: color.warn, background: color.warnSoft },
  '&[data-align="end"]': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
} as const;

const action = {
  all: 'unset',
  display: 'inline-grid',
  placeItems: 'center',
  width: 26,
  height: 24,
  verticalAlign: 'middle',
  color: color.muted,
  borderRadius: radius.tag,
  cursor: 'pointer',
  '&:hover': { color: color.blocked, background: color.blockedSoft },
} as const;

const check = {
  display: 'inline-grid',
  placeItems: 'center',
  width: 16,
  height: 16,
  verticalAlign: 'middle',
  color: color.onPrimary,
  border: `1.5px solid ${color.faint}`,
  borderRadius: 4,
  '&[data-checked]': { background: color.primary, borderColor: color.primary },
} as const;

export const Scroller = styled('div')({
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  // The table moves its own scroll position when rows go at the front.
  overflowAnchor: 'none',
  contain: 'strict',
  '&:focus-visible': { outline: 'none' },
  [`& .${rowClass}`]: row,
  [`& .${cellClass}`]: cell,
  [`& .${checkClass}`]: check,
  [`& .${rowActionClass}`]: action,
  [`&:focus-visible .${rowClass}[data-active]`]: {
    outline: `2px solid ${color.primary}`,
    outlineOffset: -2,
    boxShadow: 'none',
  },
});

export const Head = styled('div')({
  position: 'sticky',
  top: 0,
  zIndex: 2,
  display: 'grid',
  height: size.tableHead,
  background: color.panel,
  boxShadow: `inset 0 -1px ${color.line}`,
});

export const HeadCell = styled('div')({
  display: 'flex',
  alignItems: 'center',
  minWidth: 0,
  padding: '0 12px',
  fontSize: 12,
  fontWeight: 600,
  color: color.muted,
  whiteSpace: 'nowrap',
  '&:first-of-type': { paddingLeft: 16 },
  '&:last-of-type': { paddingRight: 16 },
  '&[data-align="end"]': { justifyContent: 'flex-end' },
});

export const Heard = styled('span')(visuallyHidden);

export const SortButton = styled('button')({
  all: 'unset',
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  height: 24,
  margin: '0 -6px',
  padding: '0 6px',
  borderRadius: radius.tag,
  cursor: 'pointer',
  '&:hover': { color: color.text, background: color.hover },
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: -1 },
  '&[data-sorted]': { color: color.text },
});

export const Rows = styled('div')({ position: 'relative' });

export const Vacant = styled('div')({
  position: 'absolute',
  inset: `${String(size.tableHead)}px 0 0`,
  display: 'flex',
  overflow: 'auto',
});

export const Fresh = styled('button')({
  all: 'unset',
  position: 'absolute',
  bottom: 14,
  left: '50%',
  transform: 'translateX(-50%)',
  zIndex: 3,
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  height: 30,
  padding: '0 14px 0 10px',
  borderRadius: radius.pill,
  fontSize: 12,
  fontWeight: 600,
  color: color.onPrimary,
  background: color.primary,
  boxShadow: color.shadow,
  cursor: 'pointer',
  '&:hover': { background: color.primaryHover },
  '&:focus-visible': { outline: `2px solid ${color.primary}`, outlineOffset: 2 },
  '@keyframes arrive': { from: { opacity: 0 } },
  animation: `arrive ${motion.quick} ${motion.ease}`,
});
