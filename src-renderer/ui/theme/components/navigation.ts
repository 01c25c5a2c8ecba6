import type { Components, Theme } from '@mui/material/styles';
import { color } from '../color.ts';
import { motion, radius, size } from '../tokens.ts';

export const navigation: Components<Theme> = {
  MuiTabs: {
    styleOverrides: {
      root: { minHeight: 36, borderBottom: `1px solid ${color.line}` },
      list: { gap: 20 },
      indicator: {
        height: 2,
        background: color.primary,
        transitionDuration: motion.calm,
      },
    },
  },
  MuiTab: {
    styleOverrides: {
      root: {
        minHeight: 36,
        minWidth: 0,
        padding: '0 2px',
        fontSize: 13,
        fontWeight: 550,
        textTransform: 'none',
        color: color.muted,
        '&:hover': { color: color.text },
        '&.Mui-selected': { color: color.primary },
        '&.Mui-focusVisible': { outlineOffset: -2, borderRadius: radius.tag },
      },
    },
  },
  MuiListItemButton: {
    styleOverrides: {
      root: {
        minHeight: size.control,
        borderRadius: radius.control,
        '&:hover': { background: color.hover },
        '&.Mui-selected, &.Mui-selected:hover': {
          background: color.primarySoft,
          color: color.primary,
        },
      },
    },
  },
};
