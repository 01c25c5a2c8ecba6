import type { Verdict } from '../../src-shared/decision.ts';
import type { Tone } from '../ui/theme/color.ts';

export const verdictTone: Readonly<Record<Verdict, Tone>> = {
  allowed: 'fine',
  blocked: 'blocked',
  'would-block': 'warn',
};
