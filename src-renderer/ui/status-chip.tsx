import type { serviceStates } from '../../src-shared/contract/calls.ts';
import { text } from '../text/text.ts';
import { Pill } from './pill.tsx';
import type { Tone } from './theme/color.ts';

export type ServiceState = (typeof serviceStates)[number];

const tones: Readonly<Record<ServiceState, Tone>> = {
  running: 'fine',
  starting: 'warn',
  restarting: 'warn',
  draining: 'warn',
  stopped: 'neutral',
  failed: 'blocked',
};

const busy: ReadonlySet<ServiceState> = new Set(['starting', 'restarting', 'draining']);

interface StatusChipProps {
  readonly state: ServiceState;
  /** Why, for a state that needs a reason; it is in the chip and, whole, on hover. */
  readonly reason?: string | undefined;
}

/** Whether the gate is up. */
export function StatusChip({ state, reason }: StatusChipProps) {
  const words =
    state === 'failed' && reason !== undefined
      ? text.service.failed(reason)
      : text.service.states[state];
  return (
    <Pill tone={tones[state]} busy={busy.has(state)} title={reason}>
      {words}
    </Pill>
  );
}
