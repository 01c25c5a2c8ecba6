import { defaultRangeExtractor } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';

/** The active row exists also out of view: `aria-activedescendant` has to name something. */
export function withActive(range: Range, active: number): number[] {
  const inView = defaultRangeExtractor(range);
  if (active < 0 || active >= range.count || inView.includes(active)) return inView;
  return [...inView, active].sort((a, b) => a - b);
}
