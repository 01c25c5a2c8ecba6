/** Whether the tests of this room would notice a mistake in the decision: at least 95 of 100 mutants must fail one of them. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { judged } from './judged.ts';
import { runMutants } from './run-mutants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const room = 'src-main/compliance';

const sources = [
  ...['decide', 'device-rules', 'request-rules', 'enrollment', 'subject-verdict', 'subjects'],
  ...['overrides-that-count', 'same-user', 'request', 'trace', 'policy', 'patterns'],
  ...['user-policy', 'general-policies', 'device-policies'],
].map((name) => `${room}/${name}.ts`);

// The properties are left out: they take a second for each mutant, and what only they notice deserves a row of its own.
const tests = readdirSync(resolve(root, room))
  .filter(
    (file) =>
      /^(?:decide\..*|explain|request|same-user)\.test\.ts$/.test(file) &&
      !file.includes('property'),
  )
  .map((file) => `${room}/${file}`);

test('mutants of the decision', async ({ task }) => {
  const { mutants, survivors } = await runMutants(root, sources, tests);
  const killed = mutants.length - survivors.length;
  const percent = Math.floor((killed / mutants.length) * 1000) / 10;
  const known = new Set(judged.flatMap((each) => each.mutants));
  const named = survivors.map(
    ({ file, original, replacement }) =>
      `${file.slice(room.length + 1)}: ${original} -> ${replacement}`,
  );
  const unjudged = named.filter((each) => !known.has(each));
  Object.assign(task.meta, { mutants: mutants.length, killed, percent, unjudged });
  expect(percent).toBeGreaterThanOrEqual(95);
});
