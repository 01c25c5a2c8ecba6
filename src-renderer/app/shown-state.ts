import type { GatewayView } from '../../src-shared/contract/window.ts';
import type { Assumed } from '../stores/gateway.ts';
import type { ServiceState } from '../ui/status-chip.tsx';

/** What the chip says: the assumption while there is one, else what was reported. */
export function shownState(
  view: GatewayView | null,
  assumed: Assumed | null,
): { state: ServiceState; reason?: string | undefined } {
  if (assumed !== null) return { state: assumed };
  if (view === null) return { state: 'starting' };
  if (view.kind === 'running') return { state: view.status.state };
  if (view.kind === 'failed') return { state: 'failed', reason: view.problems[0]?.message };
  return { state: view.kind };
}
