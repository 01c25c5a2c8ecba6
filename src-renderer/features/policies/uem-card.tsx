import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { UemStatus } from '../../../src-shared/contract/uem.ts';
import { isError } from '../../../src-shared/errors.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { useGateway } from '../../stores/gateway.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatCount } from '../../ui/format/number.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Pill } from '../../ui/pill.tsx';
import { color, toneColor, type Tone } from '../../ui/theme/color.ts';
import { radius } from '../../ui/theme/tokens.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { useSync } from './use-sync.ts';

const words = text.uem;

/** How the devices come from device management; nothing where they come from a file, or no gateway runs. */
export function UemCard() {
  const status = useGateway((state) => (state.view?.kind === 'running' ? state.view.status : null));
  const { busy, problems, sync } = useSync();
  const uem = status?.uem;
  if (status === null || uem === undefined) return null;
  const state = standingOf(uem);
  const age = status.directory.ageSeconds;
  const wrong = [...problems, ...(uem.problem === null ? [] : [uem.problem])];
  const failing = wrong.some(isError);
  const tone: Tone = failing ? 'blocked' : 'warn';
  return (
    <Card
      title={words.title}
      actions={
        <Ends>
          <Pill tone={tones[state]} busy={state === 'bulk' || state === 'delta'}>
            {words.states[state]}
          </Pill>
          <Button disabled={busy || uem.state === 'bulk'} onClick={() => void sync()}>
            {words.syncNow}
          </Button>
        </Ends>
      }
    >
      {wrong.length > 0 && (
        <Wrong role={failing ? 'alert' : 'status'} style={{ background: toneColor[tone].soft }}>
          <strong style={{ color: toneColor[tone].text }}>
            {failing ? words.failed : words.warns}
          </strong>
          <ProblemList linked problems={wrong} />
        </Wrong>
      )}
      <KeyValue
        items={[
          { label: words.age, value: age === null ? words.ageNever : formatDuration(age) },
          { label: words.lastBulk, value: <When at={uem.lastBulkAt} /> },
          { label: words.lastDelta, value: <When at={uem.lastDeltaAt} /> },
          { label: words.next, value: uem.nextAt === null ? null : <TimeText at={uem.nextAt} /> },
          { label: words.devices, value: counted(uem.devices) },
          {
            label: words.withoutEasId,
            value: <Counted count={uem.withoutEasId} means={words.withoutEasIdMeans} />,
          },
          ...(uem.sharedEasIds === null || uem.sharedEasIds === 0
            ? []
            : [
                {
                  label: words.shared,
                  value: <Counted count={uem.sharedEasIds} means={words.sharedMeans} />,
                },
              ]),
        ]}
      />
    </Card>
  );
}

type State = keyof typeof words.states;

const tones: Readonly<Record<State, Tone>> = {
  ...{ bulk: 'primary', delta: 'primary', fine: 'fine', failing: 'blocked', never: 'neutral' },
};

function standingOf({ state, problem, lastBulkAt }: UemStatus): State {
  if (state !== 'waiting') return state;
  if (problem !== null && isError(problem)) return 'failing';
  return lastBulkAt === null ? 'never' : 'fine';
}

function When({ at }: { at: string | null }) {
  return at === null ? words.notYet : <TimeText at={at} form="ago" />;
}

const counted = (count: number | null): string | null =>
  count === null ? null : formatCount(count);

/** What it means is said where there are some. */
function Counted({ count, means }: { count: number | null; means: string }) {
  if (count === null) return text.common.none;
  return (
    <>
      {formatCount(count)}
      {count > 0 && <Means>{means}</Means>}
    </>
  );
}

const Ends = styled('div')({ display: 'flex', alignItems: 'center', gap: 8 });

const Wrong = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 6,
  marginBottom: 12,
  padding: '10px 14px',
  borderRadius: radius.card,
  overflowWrap: 'anywhere',
});

const Means = styled('span')({ marginLeft: 8, color: color.muted, fontSize: 12 });
