/** Answers of Exchange that are almost in order, made from seeds; Node's own client says what is in them. Many more: `npm run test:long`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok, unasked } from './testing/payloads/answer.ts';
import { judgeFuzzed, toldOf } from './testing/payloads/answer-differential.ts';
import { openFuzzLane } from './testing/payloads/answer-lane.ts';
import { fuzzedAnswer } from './testing/payloads/answer-mutations.ts';
import { openNaiveAnswerLane } from './testing/payloads/naive.ts';
import { sectionOf } from './testing/payloads/section.ts';

const firstSeed = 20261122;
const count = 600;
const lanes = 6;

test('the judge sees what a naive proxy passes on', async (t) => {
  const naive = await openNaiveAnswerLane();
  t.after(() => naive.close());
  const bytes = ok(['Connection: x-mine', 'X-Mine: 1', 'Content-Length: 3'], 'abc') + unasked;
  const [found] = await judgeFuzzed([{ name: 'two', bytes, ends: false, cuts: [] }], [naive]);
  assert.match(found?.breaches.join() ?? '', /^lines .*X-Mine.*the (?:second|third) request got/);
});

test(`${count} answers that are almost in order, from seed ${firstSeed}`, async (t) => {
  const opened = await Promise.all(Array.from({ length: lanes }, openFuzzLane));
  t.after(async () => {
    await Promise.all(opened.map((lane) => lane.close()));
  });
  const answers = Array.from({ length: count }, (_, at) => fuzzedAnswer(firstSeed + at));
  const verdicts = await judgeFuzzed(answers, opened);
  assert.equal(verdicts.flatMap(toldOf).join('\n'), '');
  const relayed = verdicts.filter(({ outcome }) => outcome === 'relayed').length;
  // Were all refused, it would test nothing.
  assert.ok(relayed > count / 10 && relayed < count, `${relayed} relayed`);
  const counts = `${count} answers: ${relayed} relayed, ${count - relayed} refused or cut.`;
  t.diagnostic(counts);
  assert.equal(sectionOf('answer-fuzz', counts), counts, 'UPDATE_DOCS=1 writes it');
});
