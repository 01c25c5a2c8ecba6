import type { Components, Theme } from '@mui/material/styles';
import { color } from '../color.ts';
import { motion, radius, size } from '../tokens.ts';

const moves = `background-color ${motion.quick} ${motion.ease}, border-color ${motion.quick} ${motion.ease}, color ${motion.quick} ${motion.ease}`;

const disabled = {
  color: color.faint,
  background: color.sunken,
  borderColor: color.line,
} as const;

export const buttons: Components<Theme> = {
  MuiButtonBase: {
    // A ripple is motion that says nothing; hover, press and focus have states of their own.
    defaultProps: { disableRipple: true },
  },
  MuiButton: {
    defaultProps: { variant: 'outlined', color: 'inherit', disableElevation: true, size: 'medium' },
    styleOverrides: {
      root: {
        minWidth: 0,
        height: size.control,
        padding: '0 14px',
        borderRadius: radius.control,
        whiteSpace: 'nowrap',
        flexShrink: 0,
        transition: moves,
        variants: [
          {
            props: { size: 'small' },
            style: { height: size.controlSmall, padding: '0 10px', fontSize: 12 },
          },
          {
            props: { variant: 'outlined', color: 'inherit' },
            style: {
              background: color.panel,
              color: color.text,
              borderColor: color.edge,
              '&:hover': { background: color.hover, borderColor: color.faint },
              '&:active': { background: color.sunken },
            },
          },
          {
            props: { variant: 'outlined', color: 'error' },
            style: {
              background: color.panel,
              color: color.blocked,
              borderColor: color.edge,
              '&:hover': { background: color.blockedSoft, borderColor: color.blocked },
            },
          },
          {
            props: { variant: 'text', color: 'inherit' },
            style: {
              color: color.muted,
              '&:hover': { background: color.hover, color: color.text },
              '&:active': { background: color.sunken },
            },
          },
          {
            props: { variant: 'text', color: 'primary' },
            style: { color: color.primary, '&:hover': { background: color.primarySoft } },
          },
          {
            props: { variant: 'contained' },
            style: { '&:active': { filter: 'brightness(0.94)' } },
          },
        ],
        '&.Mui-disabled': disabled,
        '&.MuiButton-text.Mui-disabled': { background: 'transparent' },
        // Busy is not unavailable: its words say what is under way.
        '&.MuiButton-loading.Mui-disabled': { color: color.muted },
      },
      loadingIndicator: { color: color.primary },
      startIcon: { marginLeft: -3, marginRight: 7 },
      endIcon: { marginRight: -3, marginLeft: 7 },
    },
  },
  MuiIconButton: {
    defaultProps: { color: 'inherit' },
    styleOverrides: {
      root: {
        width: size.control,
        height: size.control,
        padding: 0,
        borderRadius: radius.control,
        color: color.muted,
        transition: moves,
        '&:hover': { background: color.hover, color: color.text },
        '&:active': { background: color.sunken },
        '&.Mui-disabled': { color: color.faint },
        variants: [
          {
            props: { size: 'small' },
            style: { width: size.controlSmall, height: size.controlSmall },
          },
        ],
      },
    },
  },
  MuiToggleButtonGroup: {
    styleOverrides: {
      root: { background: color.sunken, borderRadius: radius.control, padding: 2, gap: 2 },
      grouped: { border: 0, borderRadius: `${radius.tag}px !important`, margin: '0 !important' },
    },
  },
  MuiToggleButton: {
    styleOverrides: {
      root: {
        height: size.control - 4,
        padding: '0 10px',
        fontSize: 12,
        color: color.muted,
        textTransform: 'none',
        '&:hover': { background: color.hover, color: color.text },
        '&.Mui-selected, &.Mui-selected:hover': {
          background: color.panel,
          color: color.primary,
          boxShadow: `0 0 0 1px ${color.line}`,
        },
      },
    },
  },
};
