/** The figures of the overview, for one range of time that everything on the page shares. */
import { create } from 'zustand';
import type { Overview } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

export const ranges = { '15m': 15, '1h': 60, '24h': 1440 } as const;
export type Range = keyof typeof ranges;

interface OverviewState {
  readonly range: Range;
  readonly data: Overview | null;
  readonly failure: readonly Problem[] | null;
}

export const useOverview = create<OverviewState>()(() => ({
  range: '1h',
  data: null,
  failure: null,
}));

export async function loadOverview(): Promise<void> {
  const { range } = useOverview.getState();
  const reply = await call('overview', { minutes: ranges[range] });
  if (useOverview.getState().range !== range) return;
  useOverview.setState(
    reply.ok ? { data: reply.value, failure: null } : { failure: reply.problems },
  );
}

export function setRange(range: Range): void {
  useOverview.setState({ range });
  void loadOverview();
}
