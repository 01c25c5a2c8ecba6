import type { GatewayView } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { Assumed } from '../stores/gateway.ts';
import { text } from '../text/text.ts';
import type { ServiceState } from '../ui/status-chip.tsx';

/** What the chip says: the assumption while there is one, else what was reported. */
export function shownState(
  view: GatewayView | null,
  assumed: Assumed | null,
): { state: ServiceState; reason?: string | undefined } {
  if (assumed !== null) return { state: assumed };
  if (view === null) return { state: 'starting' };
  if (view.kind === 'running') return { state: view.status.state };
  if (view.kind === 'failed') return { state: 'failed', reason: reasonOf(view.problems[0]) };
  return { state: view.kind };
}

/** What is wrong with a file as a whole does not say in which. */
function reasonOf(problem: Problem | undefined): string | undefined {
  if (problem === undefined) return undefined;
  const { message, file, key } = problem;
  const name = file?.split(/[\\/]/).at(-1);
  return name === undefined || key !== undefined || message.includes(name)
    ? message
    : text.service.inFile(name, message);
}
