/** Our parser and that of Node's own server read the same requests in the same bytes, wherever the network parts them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareParsers } from './testing/payloads/parser-differential.ts';

const firstSeed = 20261122;
const count = 3000;

test(`${count} requests that are almost in order, split at random, from seed ${firstSeed}`, async (t) => {
  const verdicts = [];
  for (let at = 0; at < count; at += 1) verdicts.push(await compareParsers(firstSeed + at));
  assert.equal(verdicts.flatMap(({ differences }) => differences).join('\n'), '');
  const found = verdicts.filter(({ ours }) => ours > 0).length;
  // Were none found, it would test nothing.
  assert.ok(found > count / 10 && found < count, `${found} with a request`);
  const more = verdicts.filter((each) => each.more > 0).length;
  t.diagnostic(`${found} with a request in them, ${more} where Node finds more of them`);
});
