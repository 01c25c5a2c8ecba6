import GlobalStyles from '@mui/material/GlobalStyles';
import { color, colorVariables } from './color.ts';
import { tagStyles } from './tag-styles.ts';
import { font, radius } from './tokens.ts';
import { tabular } from './typography.ts';

/** The ring that shows where the keyboard is; MUI's own controls get it too. */
export const focusRing = { outline: `2px solid ${color.primary}`, outlineOffset: 2 } as const;

/** For what fills its container: a ring outside would be cut off. */
export const focusRingInside = {
  outline: `2px solid ${color.primary}`,
  outlineOffset: -2,
} as const;

const styles = {
  ...colorVariables,
  ...tagStyles,
  '*, *::before, *::after': { boxSizing: 'border-box' },
  'html, body, #root': { height: '100%' },
  body: {
    margin: 0,
    background: color.page,
    color: color.text,
    fontFamily: font.body,
    fontSize: 13,
    lineHeight: '20px',
    // Glyphs keep their own distances at 1x too, instead of being moved to whole pixels.
    textRendering: 'geometricPrecision',
    WebkitFontSmoothing: 'antialiased',
    // A console is an application: text is selected where it is data.
    userSelect: 'none',
    cursor: 'default',
  },
  // Not everywhere: with them Inter sets hyphens as wide as figures, also in words.
  'time, input, text': tabular,
  'button, input, textarea, select': { textRendering: 'inherit' },
  'p, pre, code, dd, td, input, textarea, [data-selectable]': { userSelect: 'text' },
  ':focus-visible': focusRing,
  // A switch draws its ring around the track.
  '.MuiButtonBase-root:not(.MuiSwitch-switchBase):is(:focus-visible, .Mui-focusVisible)': focusRing,
  '::selection': { background: color.primary, color: color.onPrimary },
  '::-webkit-scrollbar': { width: 12, height: 12 },
  '::-webkit-scrollbar-thumb': {
    background: color.edge,
    borderRadius: radius.pill,
    border: '3px solid transparent',
    backgroundClip: 'padding-box',
  },
  '::-webkit-scrollbar-thumb:hover': { backgroundColor: color.faint },
  '::-webkit-scrollbar-corner': { background: 'transparent' },
  '@media (prefers-reduced-motion: reduce)': {
    '*, *::before, *::after': {
      animationDuration: '0.01ms !important',
      animationIterationCount: '1 !important',
      // None at all: the shortest one would make every change of every property a transition, and
      // a list that grows would be measured before it has grown.
      transitionDuration: '0s !important',
      transitionDelay: '0s !important',
      scrollBehavior: 'auto !important',
    },
  },
} as const;

export function GlobalLook() {
  return <GlobalStyles styles={styles} />;
}
