/** Clocks that differ: mended within a bound, refused in words beyond it. */
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMit, whyNot } from '../../lab/realm/index.ts';
import type { MitRealm } from '../../lab/realm/index.ts';
import { createClock } from './clock.ts';
import { clientOf } from './testing/client.ts';
import { spn, withDouble } from './testing/double-client.ts';
import { krbError } from './testing/kdc-double.ts';
import { codeOf, failure } from './testing/outcomes.ts';

const minutes = (count: number): number => count * 60_000;

describe('the clock', () => {
  it.each([
    [1_500, 0],
    [minutes(6), minutes(6)],
    [-minutes(10), -minutes(10)],
  ])('of a KDC that is %i ms ahead is followed by %i', (ahead, followed) => {
    const clock = createClock(() => 1_000_000_000, null);
    expect(clock.follow(1_000_000_000 + ahead, 'EX.TEST')).toBe(true);
    expect(clock.now() - 1_000_000_000).toBe(followed);
  });
  it('is not followed any further, and what was followed stays', () => {
    const clock = createClock(() => 0, null);
    clock.follow(minutes(3), 'EX.TEST');
    expect(clock.follow(minutes(10) + 1, 'EX.TEST')).toBe(false);
    expect(clock.now()).toBe(minutes(3));
  });
  it('goes back when the difference is gone, and says both once', () => {
    const said: unknown[] = [];
    const note = (fields: Record<string, unknown>): void => void said.push(fields['seconds']);
    const clock = createClock(() => 0, { info: note, warn: note, error: note });
    for (const ahead of [minutes(6), minutes(6) + 500, 900, 0]) clock.follow(ahead, 'EX.TEST');
    expect(said).toEqual([360, 0]);
  });
});

it('a time that nobody sealed moves nothing for long: the sealed one counts', async () => {
  const { client, kdc } = await withDouble();
  let nth = 0;
  kdc.bend({
    error: (asked) =>
      asked === 'impersonate' && nth++ === 0
        ? krbError(37, { time: Date.now() + minutes(9) })
        : null,
  });
  expect(codeOf(await client.ticket('alice@ex.test', spn))).toBe('fine');
});

it.each([
  ['an hour ahead, sealed', { kdcNow: () => Date.now() + minutes(60) }],
  ['an hour behind, sealed', { kdcNow: () => Date.now() - minutes(60) }],
])('%s: refused in words', async (_what, setting) => {
  const { client } = await withDouble(setting);
  const outcome = await client.ticket('alice@ex.test', spn);
  expect(failure(outcome)).toMatchObject({ code: 'CLOCK_SKEW', step: 'log-on' });
  expect(failure(outcome).text).toMatch(/that of the KDC is 3[56]\d\d s (ahead|behind)/);
});

const why = whyNot('mit', 'apache', 'faketime');

describe.skipIf(why !== null)(why ?? 'an MIT KDC with another time', () => {
  const realms: MitRealm[] = [];
  afterAll(() => Promise.all(realms.map((realm) => realm.stop())));
  const skewed = async (clockOffset: string): Promise<MitRealm> => {
    const realm = await startMit({ clockOffset });
    realms.push(realm);
    return realm;
  };

  it.each(['+8m', '-8m'])('%s is followed', async (offset) => {
    const realm = await skewed(offset);
    const warned: unknown[] = [];
    const log = {
      info: () => undefined,
      error: () => undefined,
      warn: (fields: unknown) => warned.push(fields),
    };
    const client = clientOf(realm, { options: { log } });
    onTestFinished(() => client.close());
    expect(codeOf(await client.ticket('alice@ex.test', realm.account('mail').spn))).toBe('fine');
    const seconds = offset === '+8m' ? 480 : -480;
    expect(warned).toHaveLength(1);
    const [{ seconds: said }] = warned as [{ seconds: number }];
    expect(Math.abs(said - seconds)).toBeLessThan(5);
  });

  it.each(['+1h', '-1h'])('%s is too far off', async (offset) => {
    const realm = await skewed(offset);
    const outcome = await clientOf(realm).ticket('alice@ex.test', realm.account('mail').spn);
    expect(failure(outcome)).toMatchObject({ code: 'CLOCK_SKEW', step: 'log-on' });
  });
});
