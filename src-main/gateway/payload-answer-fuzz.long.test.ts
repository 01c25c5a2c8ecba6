/** A quarter of an hour of answers that are almost in order; what is relayed must be what Node's own client reads in them. */
import { expect, it } from 'vitest';
import { judgeFuzzed, toldOf } from './testing/payloads/answer-differential.ts';
import type { FuzzVerdict } from './testing/payloads/answer-differential.ts';
import { openFuzzLane } from './testing/payloads/answer-lane.ts';
import { fuzzedAnswer } from './testing/payloads/answer-mutations.ts';
import { firstSeed, minutes } from './testing/payloads/fuzz-extent.ts';

const perRound = 1000;
const lanes = 8;

it(`${String(minutes)} minutes of answers that are almost in order`, async ({ task }) => {
  const until = Date.now() + minutes * 60_000;
  const counts = { relayed: 0, cut: 0, refused: 0 };
  let next = firstSeed;
  while (Date.now() < until) {
    const answers = Array.from({ length: perRound }, (_, at) => fuzzedAnswer(next + at));
    const verdicts = await judgeOnFreshLanes(answers);
    expect(verdicts.flatMap(toldOf).join('\n')).toBe('');
    for (const { outcome } of verdicts) counts[outcome] += 1;
    next += perRound;
  }
  expect(counts.relayed).toBeGreaterThan(0);
  Object.assign(task.meta, { seed: firstSeed, answers: next - firstSeed, ...counts });
});

/** Fresh ones for each round, because a lane keeps every event. */
async function judgeOnFreshLanes(
  answers: Parameters<typeof judgeFuzzed>[0],
): Promise<readonly FuzzVerdict[]> {
  const opened = await Promise.all(Array.from({ length: lanes }, openFuzzLane));
  try {
    return await judgeFuzzed(answers, opened);
  } finally {
    await Promise.all(opened.map((lane) => lane.close()));
  }
}
