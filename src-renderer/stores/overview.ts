/** The figures of the overview, for one range of time that everything on the page shares. */
import { create } from 'zustand';
import type { CountedVerdict, Overview } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';
import { modeOf, useGateway } from './gateway.ts';

export const ranges = { '15m': 15, '1h': 60, '24h': 1440 } as const;
export type Range = keyof typeof ranges;

interface OverviewState {
  readonly range: Range;
  /** What `data` counts. */
  readonly verdict: CountedVerdict;
  readonly data: Overview | null;
  readonly failure: readonly Problem[] | null;
}

export const useOverview = create<OverviewState>()(() => ({
  range: '1h',
  verdict: 'blocked',
  data: null,
  failure: null,
}));

/** In test mode no device is blocked: what would have been is what one looks for. While no gateway runs, as before. */
function countedNow(): CountedVerdict {
  const mode = modeOf(useGateway.getState().view);
  if (mode === null) return useOverview.getState().verdict;
  return mode === 'test' ? 'would-block' : 'blocked';
}

export async function loadOverview(): Promise<void> {
  const { range } = useOverview.getState();
  const verdict = countedNow();
  const reply = await call('overview', { minutes: ranges[range], verdict });
  // It was asked anew meanwhile, for another range or in another mode.
  if (useOverview.getState().range !== range || countedNow() !== verdict) return;
  useOverview.setState(
    reply.ok ? { data: reply.value, verdict, failure: null } : { failure: reply.problems },
  );
}

export function setRange(range: Range): void {
  useOverview.setState({ range });
  void loadOverview();
}
