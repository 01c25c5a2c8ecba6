/** Requests that are almost in order, made from seeds; the judge is that of the collected attacks. Many more: `npm run test:long`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAll, openLane } from './testing/payloads/judge.ts';
import { mutated } from './testing/payloads/mutations.ts';

const firstSeed = 20261122;
const count = 400;
const lanes = 6;

test(`${count} requests that are almost in order, from seed ${firstSeed}`, async (t) => {
  const opened = await Promise.all(Array.from({ length: lanes }, openLane));
  t.after(async () => {
    await Promise.all(opened.map((lane) => lane.close()));
  });
  const payloads = Array.from({ length: count }, (_, at) => mutated(firstSeed + at));
  const verdicts = await judgeAll(payloads, opened);
  const wrong = verdicts.filter(({ breaches }) => breaches.length > 0);
  assert.equal(
    wrong
      .map(
        (each) =>
          `${each.payload.name}: ${each.breaches.join('; ')}\n${JSON.stringify(each.payload.bytes)}`,
      )
      .join('\n'),
    '',
  );
  const relayed = verdicts.filter(({ outcome }) => outcome === 'relayed').length;
  // Were all refused, it would test nothing.
  assert.ok(relayed > count / 20 && relayed < count, `${relayed} relayed`);
  t.diagnostic(`${relayed} relayed, ${count - relayed} refused`);
});
