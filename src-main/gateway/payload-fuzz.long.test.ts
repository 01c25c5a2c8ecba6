/** A quarter of an hour of requests that are almost in order; what is relayed, nginx and Apache must read as Node does. */
import { expect, it } from 'vitest';
import { firstSeed, minutes } from './testing/payloads/fuzz-extent.ts';
import { judgeAll, openLane } from './testing/payloads/judge.ts';
import type { Verdict } from './testing/payloads/judge.ts';
import { mutated } from './testing/payloads/mutations.ts';
import type { Payload } from './testing/payloads/payload.ts';
import { programOf, readAlike, realServers, startReal } from './testing/payloads/real-servers.ts';

const perRound = 1000;
const lanes = 8;

it(`${String(minutes)} minutes of requests that are almost in order`, async ({ task }) => {
  const until = Date.now() + minutes * 60_000;
  const programs = realServers.flatMap((server) => {
    const program = programOf(server);
    return program === undefined ? [] : [{ server, program }];
  });
  if (process.env['SALLYPORT_STRICT'] === '1') expect(programs).toHaveLength(realServers.length);
  const running = await Promise.all(
    programs.map(({ server, program }) => startReal(server, program)),
  );
  let next = firstSeed;
  let relayed = 0;
  try {
    while (Date.now() < until) {
      const payloads = Array.from({ length: perRound }, (_, at) => mutated(next + at));
      const verdicts = await judgeOnFreshLanes(payloads);
      expect(verdicts.flatMap(wrongIn)).toEqual([]);
      for (const server of running) expect(await readAlike(server, wiresOf(verdicts))).toEqual([]);
      relayed += verdicts.filter(({ outcome }) => outcome === 'relayed').length;
      next += perRound;
    }
  } finally {
    await Promise.all(running.map((each) => each.close()));
  }
  expect(relayed).toBeGreaterThan(0);
  const readers = ['Node', ...programs.map(({ server }) => server)].join(', ');
  Object.assign(task.meta, { seed: firstSeed, requests: next - firstSeed, relayed, readers });
});

/** Fresh ones for each round, because a lane keeps every event. */
async function judgeOnFreshLanes(payloads: readonly Payload[]): Promise<readonly Verdict[]> {
  const opened = await Promise.all(Array.from({ length: lanes }, openLane));
  try {
    return await judgeAll(payloads, opened);
  } finally {
    await Promise.all(opened.map((lane) => lane.close()));
  }
}

const wrongIn = ({ payload, breaches }: Verdict): string[] =>
  breaches.map((breach) => `${payload.name}: ${breach} ${JSON.stringify(payload.bytes)}`);

const wiresOf = (verdicts: readonly Verdict[]): readonly Verdict['wires'][number][] =>
  verdicts.flatMap(({ wires }) => wires);
