/**
 * Every payload that others collected, and ours: refused, or relayed so that everybody reads the one request that was
 * decided on (facts: ews 6.5). Sockets only: the judge knows nothing of the gateway's insides.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestPayloads } from './testing/payloads/catalogue.ts';
import { countsOf, requestColumns, tableOf } from './testing/payloads/counts.ts';
import { judgeAll, openLane } from './testing/payloads/judge.ts';
import type { Verdict } from './testing/payloads/judge.ts';
import { knownToPass } from './testing/payloads/known.ts';
import { openNaiveLane } from './testing/payloads/naive.ts';
import { own } from './testing/payloads/own.ts';
import {
  distinct,
  programOf,
  readAlike,
  realServers,
  startReal,
} from './testing/payloads/real-servers.ts';
import { sectionOf, squeezed } from './testing/payloads/section.ts';

const lanes = 4;
let judged: Promise<readonly Verdict[]> | undefined;

/** Once for all tests of this file. */
function verdicts(): Promise<readonly Verdict[]> {
  judged ??= judgeEverything();
  return judged;
}

async function judgeEverything(): Promise<readonly Verdict[]> {
  const opened = await Promise.all(Array.from({ length: lanes }, openLane));
  try {
    return await judgeAll(requestPayloads, opened);
  } finally {
    await Promise.all(opened.map((lane) => lane.close()));
  }
}

const titleOf = ({ payload }: Verdict): string => `${payload.source}: ${payload.name}`;

test('payloads have names of their own', () => {
  const names = requestPayloads.map(({ source, name }) => `${source}: ${name}`);
  assert.equal(new Set(names).size, names.length);
});

test('the judge sees what a naive proxy lets through', async (t) => {
  const naive = await openNaiveLane();
  t.after(() => naive.close());
  const inside = own.filter(({ name }) => /^(?:GET|OPTIONS) .* chunked request inside/.test(name));
  const found = await judgeAll(inside, [naive]);
  assert.ok(found.length > 3);
  for (const { payload, breaches } of found) {
    assert.ok(
      breaches.includes('/owa/secret reached Exchange'),
      `${payload.name}: ${breaches.join()}`,
    );
  }
});

test('every payload is refused, or relayed as the one request that was decided on', async (t) => {
  const all = await verdicts();
  const breaches = all.filter(({ breaches }) => breaches.length > 0);
  const { always, atTimes } = knownToPass;
  const unknown = breaches.filter((each) => ![...always, ...atTimes].includes(titleOf(each)));
  const told = unknown.map((each) => `${titleOf(each)}: ${each.breaches.join('; ')}`);
  assert.equal(told.join('\n'), '');
  const found = breaches.map(titleOf);
  assert.equal(
    always.filter((title) => !found.includes(title)).join('\n'),
    '',
    'mended: off the list',
  );
  t.diagnostic(`\n${tableOf(requestColumns, countsOf(all))}`);
});

test('docs/security.md tells the counts', async () => {
  const counted = tableOf(requestColumns, countsOf(await verdicts()));
  assert.equal(
    squeezed(sectionOf('payloads', counted)),
    squeezed(counted),
    'UPDATE_DOCS=1 writes it',
  );
});

for (const server of realServers) {
  const program = programOf(server);
  const missing = program === undefined && process.env['SALLYPORT_STRICT'] !== '1';
  test(
    `${server} reads in what is relayed what Node reads`,
    { skip: missing && `${server} is not installed` },
    async (t) => {
      assert.ok(program !== undefined, `${server} is not installed`);
      const running = await startReal(server, program);
      t.after(() => running.close());
      const wires = (await verdicts()).flatMap((each) => each.wires);
      const { size } = distinct(wires);
      assert.ok(size > 20, `${size} messages`);
      assert.deepEqual(await readAlike(running, wires), []);
      t.diagnostic(`${size} different messages`);
    },
  );
}
