/** Attacks by hundreds of connections, one kind after the other, in rounds; what is left after each round is weighed. */
import { expect, it } from 'vitest';
import { ownAttacks, slowAttacks } from './testing/payloads/attacks.ts';
import type { Attack } from './testing/payloads/attacks.ts';
import { programOf } from './testing/payloads/real-servers.ts';
import { besiege } from './testing/payloads/under-attack.ts';

const extent = { connections: 400, seconds: 10 };
const rounds = 3;
const program = programOf('slowhttptest');

async function hold(attacks: Readonly<Record<string, Attack>>): Promise<object> {
  const { reports, plateaus, handles } = await besiege(attacks, extent, rounds);
  for (const { name, answered, failures } of reports) {
    expect({ name, failures }).toEqual({ name, failures: [] });
    expect(answered, name).toBeGreaterThan(64);
  }
  expect(handles.after).toBe(handles.before);
  expect(plateaus.at(-1)).toBeLessThanOrEqual((plateaus[0] ?? 0) * 1.1);
  return {
    answered: reports.reduce((sum, { answered }) => sum + answered, 0),
    memoryMiB: plateaus.map((bytes) => Math.round(bytes / 2 ** 18) / 4),
  };
}

it(`${String(extent.connections)} clients that hold on, go away or never stop`, async ({
  task,
}) => {
  Object.assign(task.meta, await hold(ownAttacks));
});

it.skipIf(program === undefined && process.env['SALLYPORT_STRICT'] !== '1')(
  `slowhttptest on ${String(extent.connections)} connections`,
  async ({ task }) => {
    Object.assign(task.meta, await hold(slowAttacks(program ?? 'slowhttptest')));
  },
);
