import type { ThemeOptions } from '@mui/material/styles';
import { font } from './tokens.ts';

/** Figures stand under each other; code shows each character as it is. */
export const monoText = {
  fontFamily: font.mono,
  fontSize: 12,
  fontVariantLigatures: 'none',
  fontFeatureSettings: '"calt" 0, "liga" 0',
} as const;

export const tabular = { fontVariantNumeric: 'tabular-nums' } as const;

export const typography: NonNullable<ThemeOptions['typography']> = {
  fontFamily: font.body,
  fontSize: 13,
  htmlFontSize: 16,
  fontWeightRegular: 400,
  fontWeightMedium: 550,
  fontWeightBold: 650,
  h1: { fontSize: 20, fontWeight: 650, lineHeight: '28px', letterSpacing: '-0.012em' },
  h2: { fontSize: 14, fontWeight: 620, lineHeight: '20px', letterSpacing: '-0.003em' },
  h3: { fontSize: 12, fontWeight: 600, lineHeight: '16px', letterSpacing: 0 },
  h4: { fontSize: 13, fontWeight: 600, lineHeight: '20px' },
  h5: { fontSize: 13, fontWeight: 600, lineHeight: '20px' },
  h6: { fontSize: 13, fontWeight: 600, lineHeight: '20px' },
  subtitle1: { fontSize: 13, fontWeight: 600, lineHeight: '20px' },
  subtitle2: { fontSize: 12, fontWeight: 600, lineHeight: '16px' },
  body1: { fontSize: 13, lineHeight: '20px', letterSpacing: 0 },
  body2: { fontSize: 13, lineHeight: '20px', letterSpacing: 0 },
  caption: { fontSize: 12, lineHeight: '16px', letterSpacing: 0 },
  overline: { fontSize: 11, fontWeight: 600, lineHeight: '16px', textTransform: 'none' },
  button: {
    fontSize: 13,
    fontWeight: 600,
    lineHeight: '20px',
    textTransform: 'none',
    letterSpacing: 0,
  },
};
