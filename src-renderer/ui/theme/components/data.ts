import type { Components, Theme } from '@mui/material/styles';
import { color } from '../color.ts';
import { radius, size } from '../tokens.ts';

export const data: Components<Theme> = {
  MuiPaper: {
    defaultProps: { elevation: 0 },
    styleOverrides: { root: { backgroundImage: 'none' } },
  },
  MuiCard: {
    styleOverrides: {
      root: {
        background: color.panel,
        border: `1px solid ${color.line}`,
        borderRadius: radius.card,
        boxShadow: 'none',
      },
    },
  },
  MuiTableRow: {
    styleOverrides: {
      root: {
        height: size.row,
        '&.MuiTableRow-hover:hover': { background: color.hover },
        '&.Mui-selected, &.Mui-selected:hover': { background: color.primarySoft },
        '&:last-of-type > td': { borderBottom: 0 },
      },
    },
  },
  MuiTableCell: {
    styleOverrides: {
      root: {
        height: size.row,
        padding: '0 12px',
        fontSize: 13,
        lineHeight: '20px',
        color: color.text,
        borderBottom: `1px solid ${color.line}`,
        '&:first-of-type': { paddingLeft: 16 },
        '&:last-of-type': { paddingRight: 16 },
      },
      head: { height: size.tableHead, fontSize: 12, fontWeight: 600, color: color.muted },
    },
  },
  MuiChip: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: {
        height: size.tag,
        borderRadius: radius.tag,
        fontSize: 11,
        fontWeight: 600,
        color: color.muted,
        background: color.sunken,
        '&.MuiChip-clickable:hover': { background: color.hover, color: color.text },
      },
      label: { padding: '0 8px' },
    },
  },
  MuiDivider: { styleOverrides: { root: { borderColor: color.line } } },
  MuiSkeleton: { styleOverrides: { root: { background: color.sunken, transform: 'none' } } },
  MuiLinearProgress: {
    styleOverrides: {
      root: { height: 3, borderRadius: radius.pill, background: color.sunken },
      bar: { borderRadius: radius.pill },
    },
  },
  MuiLink: {
    styleOverrides: { root: { color: color.primary, textUnderlineOffset: 3, borderRadius: 4 } },
  },
};
