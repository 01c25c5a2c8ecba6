/** Whether the tests of this room would notice a mistake in the decision: at least 95 of 100 mutants must fail one of them. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Mutant } from './instrument.ts';
import { judged } from './judged.ts';
import { runMutants } from './run-mutants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const room = 'src-main/compliance';

// While the tests of some files are written (CONTRIBUTING.md): SALLYPORT_MUTANTS=patterns,policy.
const chosen = process.env['SALLYPORT_MUTANTS']?.split(',') ?? null;
const sources = [
  ...['decide', 'device-rules', 'request-rules', 'enrollment', 'subject-verdict', 'subjects'],
  ...['overrides-that-count', 'same-user', 'request', 'trace', 'policy', 'patterns'],
  ...['user-policy', 'general-policies', 'device-policies', 'ens-rules'],
]
  .filter((name) => chosen === null || chosen.includes(name))
  .map((name) => `${room}/${name}.ts`);

// The properties are left out: they take a second for each mutant, and what only they notice deserves a row of its own.
const tests = readdirSync(resolve(root, room))
  .filter(
    (file) =>
      /^(?:decide\..*|explain|patterns|request|same-user)\.test\.ts$/.test(file) &&
      !file.includes('property'),
  )
  .map((file) => `${room}/${file}`);

test('mutants of the decision', async ({ task }) => {
  const { mutants, survivors } = await runMutants(root, sources, tests);
  const killed = mutants.length - survivors.length;
  const percent = Math.floor((killed / mutants.length) * 1000) / 10;
  const known = new Set(judged.flatMap((each) => each.mutants));
  const named = ({ file, original, replacement }: Mutant, line = '') =>
    `${file.slice(room.length + 1)}${line}: ${original} -> ${replacement}`;
  const unjudged = survivors
    .filter((each) => !known.has(named(each)))
    .map((each) => named(each, `:${each.line}`));
  Object.assign(task.meta, { mutants: mutants.length, killed, percent, unjudged });
  expect(percent).toBeGreaterThanOrEqual(95);
});
