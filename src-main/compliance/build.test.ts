import { describe, expect, test } from 'vitest';
import { cpuTime } from '../testing/cpu-time.ts';
import { buildDirectory } from './build.ts';
import { ago, device, directory, msAgo, now, override } from './testing.ts';

describe('a device is found', () => {
  const two = directory([
    device('Appl1', { ids: { udid: 'U-1', serial: 'SHARED' } }),
    device('appl2', { ids: { uem: '42', serial: 'shared' } }),
    device('u-1'),
  ]);

  test('by its ActiveSync id in any case', () => {
    expect(two.device('APPL1')?.shownId).toBe('Appl1');
  });
  test('by another id', () => {
    expect(two.device('42')?.id).toBe('appl2');
  });
  test('by ActiveSync id before any other: it is the key of the feed', () => {
    expect(two.device('U-1')?.id).toBe('u-1');
  });
  test('never by an id that two devices carry', () => {
    expect(two.device('Shared')).toBeUndefined();
    expect(two.findDevice('Shared').kind).toBe('ambiguous');
  });
  test('not by an id that is none', () => {
    expect(two.findDevice('\u0001').kind).toBe('unreadable');
  });
  test('by one id that it carries twice', () => {
    expect(directory([device('a', { ids: { udid: 'x', uem: 'X' } })]).device('x')?.id).toBe('a');
  });
});

describe('overrides of a device', () => {
  const of = (...overrides: ReturnType<typeof override>[]) =>
    directory(
      [
        device('A', { ids: { udid: 'U' } }),
        device('B', { ids: { serial: 'S' } }),
        device('C', { ids: { serial: 'S' } }),
      ],
      overrides,
    );

  test('newest first, whatever the order of the file', () => {
    const both = of(
      override('allow', 'a', { at: ago(9), user: 'x@x.test' }),
      override('block', 'A', { at: ago(3) }),
    );
    expect(both.overridesOf('A', now).map((each) => each.action)).toEqual(['block', 'allow']);
  });
  test('by whichever id they name it', () => {
    expect(of(override('block', 'u')).overridesOf('A', now)).toHaveLength(1);
    expect(of(override('block', 'a')).overridesOf('U', now)).toHaveLength(1);
  });
  test('a block of a shared id hits all who carry it, an allow none', () => {
    const shared = of(override('block', 's'));
    expect(['B', 'C'].map((id) => shared.overridesOf(id, now).length)).toEqual([1, 1]);
    expect(of(override('allow', 's')).overridesOf('B', now)).toEqual([]);
  });
  test('of a device that is not in the directory', () => {
    expect(of(override('allow', 'New')).overridesOf('new', now)).toHaveLength(1);
  });
  test('end at `until`, and the next end is foretold', () => {
    const ending = of(
      override('block', 'A', { until: ago(-10) }),
      override('block', 'B', { until: ago(1) }),
    );
    expect(ending.overridesOf('A', now)).toHaveLength(1);
    expect(ending.overridesOf('B', now)).toEqual([]);
    expect(ending.nextExpiry(now)).toBe(msAgo(-10));
    expect(ending.overridesOf('A', new Date(msAgo(-10)))).toEqual([]);
    expect(ending.nextExpiry(new Date(msAgo(-10)))).toBeNull();
  });
  test('an unreadable end keeps a block and ends an allow', () => {
    const odd = of(
      override('block', 'A', { until: 'soon' }),
      override('allow', 'B', { until: 'soon' }),
    );
    expect(odd.overridesOf('A', now)).toHaveLength(1);
    expect(odd.overridesOf('B', now)).toEqual([]);
  });
});

test('100,000 devices are looked up at once', () => {
  const records = Array.from({ length: 100_000 }, (_, i) =>
    device(`dev${i}`, { users: [`u${i}@x.test`, `X\\u${i}`], ids: { serial: `s${i}` } }),
  );
  const big = buildDirectory({ records, overrides: [], loadedAt: 0, available: true });
  expect(big.size).toBe(100_000);
  const took = cpuTime();
  for (let i = 0; i < 10_000; i += 1) {
    expect(big.device(`S${i}`)?.person).toBe(`u${i}@x.test`);
  }
  expect(took()).toBeLessThan(5_000);
});
