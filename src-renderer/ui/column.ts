/** Pages that are read line by line stand in a column; so does what the frame says above them. */
import { size } from './theme/tokens.ts';

/** For the root of such a page; `wide`: with something beside the lines. */
export const inColumn = (wide: boolean) => ({ 'data-column': wide ? 'wide' : 'plain' }) as const;

const withAside = size.column + size.gap + size.drawer;

/** For what holds the page. */
export const columnStyles = {
  '&:has(> [data-column]) > *': { width: '100%', maxWidth: size.column },
  '&:has(> [data-column="wide"]) > *': { maxWidth: withAside },
  // Beside the lines there is room then, so that the head of the page stays where it is.
  [`@media (min-width: ${String(size.roomy)}px)`]: {
    '&:has(> [data-column]) > *': { maxWidth: withAside },
  },
} as const;
