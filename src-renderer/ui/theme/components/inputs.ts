import type { Components, Theme } from '@mui/material/styles';
import { color } from '../color.ts';
import { motion, radius, size } from '../tokens.ts';

const ring = `0 0 0 3px color-mix(in srgb, ${color.primary} 22%, transparent)`;

const box = {
  padding: 4,
  borderRadius: radius.tag,
  color: color.faint,
  '& .MuiSvgIcon-root': { fontSize: 20 },
} as const;

export const inputs: Components<Theme> = {
  MuiTextField: { defaultProps: { size: 'small', variant: 'outlined' } },
  MuiSelect: { defaultProps: { size: 'small' } },
  MuiOutlinedInput: {
    // Labels stand above the field, so the line needs no gap for them.
    defaultProps: { notched: false },
    styleOverrides: {
      root: {
        minHeight: size.control,
        background: color.panel,
        borderRadius: radius.control,
        fontSize: 13,
        lineHeight: '20px',
        transition: `box-shadow ${motion.quick} ${motion.ease}`,
        '& .MuiOutlinedInput-notchedOutline': { top: 0, borderColor: color.edge },
        '& .MuiOutlinedInput-notchedOutline legend': { display: 'none' },
        '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: color.faint },
        '&.Mui-focused .MuiOutlinedInput-notchedOutline': {
          borderColor: color.primary,
          borderWidth: 1,
        },
        '&.Mui-focused': { boxShadow: ring },
        '&.Mui-error .MuiOutlinedInput-notchedOutline': { borderColor: color.blocked },
        '&.Mui-disabled': { background: color.sunken },
        '&.MuiInputBase-multiline': { padding: '6px 12px', '& textarea': { padding: 0 } },
        '&.Mui-disabled .MuiOutlinedInput-notchedOutline': { borderColor: color.line },
      },
      input: {
        padding: '6px 12px',
        height: 'auto',
        // The field itself carries the ring.
        '&:focus-visible': { outline: 'none' },
        '&::placeholder': { color: color.muted, opacity: 1 },
      },
    },
  },
  MuiInputLabel: {
    defaultProps: { shrink: true },
    styleOverrides: {
      root: {
        position: 'static',
        transform: 'none',
        fontSize: 12,
        fontWeight: 550,
        lineHeight: '16px',
        marginBottom: 6,
        color: color.muted,
        '&.Mui-focused': { color: color.text },
        '&.Mui-error': { color: color.blocked },
      },
    },
  },
  MuiFormHelperText: {
    styleOverrides: {
      root: {
        margin: '6px 0 0',
        fontSize: 12,
        lineHeight: '16px',
        color: color.muted,
        '&.Mui-error': { color: color.blocked },
      },
    },
  },
  MuiFormLabel: { styleOverrides: { root: { fontSize: 13, color: color.text } } },
  MuiFormControlLabel: {
    styleOverrides: {
      root: { margin: 0, gap: 8, '& > .MuiCheckbox-root, & > .MuiRadio-root': { margin: '-4px' } },
      label: { fontSize: 13 },
    },
  },
  MuiSwitch: {
    styleOverrides: {
      root: { width: 36, height: 20, padding: 0, overflow: 'visible' },
      switchBase: {
        padding: 2,
        transitionDuration: motion.calm,
        '&.Mui-checked': {
          transform: 'translateX(16px)',
          color: color.onPrimary,
          '& + .MuiSwitch-track': {
            background: color.primary,
            opacity: 1,
            borderColor: 'transparent',
          },
        },
        '&.Mui-disabled': { color: color.panel },
        '&.Mui-disabled + .MuiSwitch-track': { opacity: 0.45 },
        '&.Mui-focusVisible': { outline: 'none' },
        '&.Mui-focusVisible + .MuiSwitch-track': {
          outline: `2px solid ${color.primary}`,
          outlineOffset: 2,
        },
      },
      thumb: { width: 16, height: 16, boxShadow: 'none', background: color.panel },
      track: {
        borderRadius: 10,
        background: color.faint,
        opacity: 1,
        transition: `background-color ${motion.calm} ${motion.ease}`,
      },
    },
  },
  MuiCheckbox: { styleOverrides: { root: box } },
  MuiRadio: { styleOverrides: { root: box } },
};
