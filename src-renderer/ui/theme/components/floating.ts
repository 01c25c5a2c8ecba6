import type { Components, Theme } from '@mui/material/styles';
import { color } from '../color.ts';
import { radius, size } from '../tokens.ts';

const raised = {
  background: color.raised,
  border: `1px solid ${color.line}`,
  boxShadow: color.shadow,
} as const;

export const floating: Components<Theme> = {
  MuiTooltip: {
    defaultProps: { enterDelay: 400, enterNextDelay: 100, disableInteractive: false },
    styleOverrides: {
      tooltip: {
        ...raised,
        color: color.text,
        fontSize: 12,
        fontWeight: 450,
        lineHeight: '16px',
        padding: '7px 10px',
        borderRadius: radius.control,
        maxWidth: 320,
      },
    },
  },
  MuiMenu: {
    // Inside the landmark of the page, as what it belongs to.
    defaultProps: { container: () => document.querySelector('main') },
    styleOverrides: {
      paper: { ...raised, borderRadius: 10, marginTop: 4, minWidth: 180 },
      list: { padding: 4 },
    },
  },
  MuiMenuItem: {
    styleOverrides: {
      root: {
        // MUI takes the height back in wide windows.
        '&&': { minHeight: 32 },
        padding: '0 10px',
        gap: 10,
        borderRadius: radius.tag,
        fontSize: 13,
        '&:hover, &.Mui-focusVisible': { background: color.hover },
        '&.Mui-focusVisible': { outlineOffset: -2 },
        '&.Mui-selected, &.Mui-selected:hover, &.Mui-selected.Mui-focusVisible': {
          background: color.primarySoft,
          color: color.primary,
        },
        '&.Mui-disabled': { opacity: 1, color: color.faint },
      },
    },
  },
  MuiPopover: { styleOverrides: { paper: { ...raised, borderRadius: 10 } } },
  MuiBackdrop: {
    styleOverrides: {
      root: { '&:not(.MuiBackdrop-invisible)': { background: color.scrim } },
    },
  },
  MuiDialog: {
    styleOverrides: {
      paper: { ...raised, borderRadius: radius.card, margin: 24 },
      // Focused as a whole when it opens: the scrim says where one is.
      container: { '&:focus-visible, & > .MuiPaper-root:focus-visible': { outline: 'none' } },
    },
  },
  MuiDialogTitle: {
    styleOverrides: {
      root: { fontSize: 16, fontWeight: 650, lineHeight: '24px', padding: '20px 24px 8px' },
    },
  },
  MuiDialogContent: { styleOverrides: { root: { padding: '8px 24px 16px' } } },
  MuiDialogActions: {
    styleOverrides: {
      root: {
        padding: '12px 24px 20px',
        gap: 8,
        '& > :not(style) ~ :not(style)': { marginLeft: 0 },
      },
    },
  },
  MuiDrawer: {
    styleOverrides: {
      paper: {
        background: color.panel,
        borderColor: color.line,
        boxShadow: 'none',
        width: size.drawer,
      },
    },
  },
};
