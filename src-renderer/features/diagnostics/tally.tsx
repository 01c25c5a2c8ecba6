import type { CheckState } from '../../../src-shared/doctor.ts';
import { isRunning, useDiagnostics } from '../../stores/diagnostics.ts';
import type { CheckRun } from '../../stores/diagnostics.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import type { Tone } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';

const words = text.diagnostics;
const order: readonly (readonly [CheckState, Tone])[] = [
  ['fails', 'blocked'],
  ['warns', 'warn'],
  ['fine', 'fine'],
  ['skipped', 'neutral'],
];

/** How many of each state, the worst first. */
export function Tally() {
  const runs = useDiagnostics((state) => state.runs);
  const at = useDiagnostics((state) => state.at);
  const all = Object.values(runs);
  const running = all.filter(isRunning).length;
  return (
    <>
      <span role="status" style={{ display: 'flex', gap: 6 }}>
        {order.map(([state, tone]) => {
          const count = all.filter((run) => stateOf(run) === state).length;
          return count === 0 ? null : (
            <Tag key={state} tone={tone}>
              {words.tally[state](formatCount(count), count === 1)}
            </Tag>
          );
        })}
        {running > 0 && <Tag tone="primary">{words.tally.running(formatCount(running))}</Tag>}
      </span>
      {at !== null && running === 0 && (
        <span>
          {words.checkedAt} <TimeText at={at} form="seconds" />
        </span>
      )}
    </>
  );
}

function stateOf(run: CheckRun): CheckState | null {
  if (run.kind === 'running') return null;
  return run.kind === 'done' ? run.result.state : 'fails';
}
