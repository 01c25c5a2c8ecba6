import { createTheme } from '@mui/material/styles';
import type { PaletteOptions } from '@mui/material/styles';
import { buttons } from './components/buttons.ts';
import { data } from './components/data.ts';
import { floating } from './components/floating.ts';
import { inputs } from './components/inputs.ts';
import { navigation } from './components/navigation.ts';
import { radius, dark, light } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { typography } from './typography.ts';

/** MUI reckons with these (ripples, alpha), so they are plain values and not variables. */
function palette(tokens: Tokens): PaletteOptions {
  return {
    background: { default: tokens.page, paper: tokens.panel },
    text: { primary: tokens.text, secondary: tokens.muted, disabled: tokens.faint },
    divider: tokens.line,
    primary: {
      main: tokens.primary,
      dark: tokens.primaryHover,
      light: tokens.primarySoft,
      contrastText: tokens.onPrimary,
    },
    error: {
      main: tokens.blocked,
      dark: tokens.blockedHover,
      light: tokens.blockedSoft,
      contrastText: tokens.onBlocked,
    },
    warning: { main: tokens.warn, light: tokens.warnSoft, contrastText: tokens.panel },
    success: { main: tokens.fine, light: tokens.fineSoft, contrastText: tokens.panel },
    info: { main: tokens.primary, light: tokens.primarySoft, contrastText: tokens.onPrimary },
    action: { hover: tokens.hover, selected: tokens.primarySoft, disabled: tokens.faint },
  };
}

/** `data-theme` on the root element says which scheme counts: plain CSS, no script of MUI's own. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-theme' },
  colorSchemes: { light: { palette: palette(light) }, dark: { palette: palette(dark) } },
  defaultColorScheme: 'light',
  typography,
  shape: { borderRadius: radius.control },
  spacing: 4,
  components: { ...buttons, ...inputs, ...data, ...floating, ...navigation },
});
