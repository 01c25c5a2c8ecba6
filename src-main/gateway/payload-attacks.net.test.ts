/** Small sieges (large ones: `npm run test:long`): whatever attackers hold open, cut or flood, ordinary clients get their answers, and nothing is left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownAttacks, slowAttacks, together } from './testing/payloads/attacks.ts';
import type { Attack } from './testing/payloads/attacks.ts';
import { programOf } from './testing/payloads/real-servers.ts';
import { besiege } from './testing/payloads/under-attack.ts';

const extent = { connections: 25, seconds: 0.5 };
/** Code that is compiled on the way weighs as much as a tenth of so small a heap; the long test has the tenth alone. */
const compiled = 2 ** 20;
/** The first one warms up. */
const rounds = 3;

async function hold(attacks: Readonly<Record<string, Attack>>): Promise<string> {
  const { reports, plateaus, handles } = await besiege(
    { 'all at once': together(attacks) },
    extent,
    rounds,
  );
  for (const { name, answered, failures } of reports) {
    assert.deepEqual(failures, [], name);
    assert.ok(answered >= 64, `${name}: ${answered} answered`);
  }
  assert.equal(handles.after, handles.before, 'sockets and servers');
  const [, first, ...later] = plateaus;
  const last = later.at(-1);
  assert.ok(first !== undefined && last !== undefined);
  assert.ok(last <= first * 1.1 + compiled, `memory ${JSON.stringify(plateaus)}`);
  return `memory after each round: ${plateaus.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(', ')}`;
}

test('clients that hold on, go away or never stop keep nobody from an answer, and leave nothing', async (t) => {
  t.diagnostic(await hold(ownAttacks));
});

const program = programOf('slowhttptest');
const missing = program === undefined && process.env['SALLYPORT_STRICT'] !== '1';

test(
  'the attacks of slowhttptest keep nobody from an answer, and leave nothing',
  { skip: missing && 'slowhttptest is not installed' },
  async (t) => {
    assert.ok(program !== undefined, 'slowhttptest is not installed');
    t.diagnostic(await hold(slowAttacks(program)));
  },
);
