/** When no gateway ran, as it was noted beside the journal: the log has its gaps there. */
import { create } from 'zustand';
import type { Outage } from '../../src-shared/contract/window.ts';
import { call } from '../api.ts';
import { keep, readKept } from './kept.ts';

interface OutagesState {
  /** Oldest first. */
  readonly outages: readonly Outage[];
  /** `from` of the last one that somebody has seen and put away. */
  readonly dismissed: string;
}

export const useOutages = create<OutagesState>()(() => ({
  outages: [],
  dismissed: readKept('outage') ?? '',
}));

/** Where it cannot be asked, the last answer stays. */
export async function loadOutages(): Promise<void> {
  const reply = await call('outages', {});
  if (reply.ok) useOutages.setState({ outages: reply.value });
}

export function dismissOutage(from: string): void {
  keep('outage', from);
  useOutages.setState({ dismissed: from });
}

const day = 86_400_000;

/** The last end that nobody asked for, when the gateway is back since, and nobody has put it away. */
export function cameBack(
  { outages, dismissed }: OutagesState,
  now: number,
): (Outage & { to: string }) | null {
  const last = outages.at(-1);
  if (last === undefined || last.why === null || last.to === null) return null;
  if (last.from <= dismissed || now - Date.parse(last.to) > day) return null;
  return { ...last, to: last.to };
}
