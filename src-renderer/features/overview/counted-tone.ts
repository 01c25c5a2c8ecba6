import type { CountedVerdict } from '../../../src-shared/contract/window.ts';

/** What would be blocked passed all the same: it waits for the mode, so it is not red. */
export const countedTone = {
  blocked: 'blocked',
  'would-block': 'warn',
} as const satisfies Readonly<Record<CountedVerdict, string>>;
