import { describe, expect, test } from 'vitest';
import { merging } from './known.ts';
import type { KnownDevice } from './known.ts';
import { packing } from './devices.ts';
import { device, devices, input, knownIn, mergeFeed, msAgo } from './testing.ts';
import { finish } from './work.ts';

const at = msAgo(0);
function merged(
  known: readonly KnownDevice[],
  ...feed: Parameters<typeof input>[]
): readonly KnownDevice[] {
  const result = mergeFeed(
    known,
    feed.map((each) => input(...each)),
    at,
  );
  if (!result.ok) throw new Error('refused');
  return result.value;
}

describe('since when a device is what it is', () => {
  test('now, for one that was not known', () => {
    expect(merged([], ['a'])[0]?.enrollmentSince).toBe(at);
  });
  test('as before, while the enrollment stays; a new owner or model is taken over', () => {
    const [after] = merged([device('A')], ['a', { users: ['bob@contoso.test'], model: 'X' }]);
    expect(after).toMatchObject({
      users: ['bob@contoso.test'],
      model: 'X',
      enrollmentSince: msAgo(60),
    });
  });
  test('now, once the enrollment changed', () => {
    expect(merged([device('a')], ['a', { enrollment: 'wipePending' }])[0]?.enrollmentSince).toBe(
      at,
    );
    const wiping = device('a', { enrollment: 'wipePending' });
    expect(merged([wiping], ['a', { enrollment: 'wiped' }])[0]?.enrollmentSince).toBe(at);
  });
});

describe('the latest wipe', () => {
  const wipes = (known: readonly KnownDevice[], ...feed: Parameters<typeof input>[]) =>
    merged(known, ...feed).map(({ wipedAt }) => wipedAt);
  test('none, for a device that never was', () => {
    expect(wipes([device('a')], ['a'])).toEqual([undefined]);
    expect(wipes([device('a')], ['a', { enrollment: 'unenrolled' }])).toEqual([undefined]);
    expect(wipes([device('a', { enrollment: 'removed' })], ['a'])).toEqual([undefined]);
  });
  test.each(['wipePending', 'wiped'] as const)('%s: since the feed said so', (enrollment) => {
    expect(wipes([], ['a', { enrollment }])).toEqual([at]);
    expect(wipes([device('a', { enrollment, wipedAt: 7 })], ['a', { enrollment }])).toEqual([
      msAgo(60),
    ]);
  });
  test('stays when the device enrols again, or is removed and enrols again', () => {
    expect(wipes([device('a', { enrollment: 'wiped', wipedAt: 7 })], ['a'])).toEqual([msAgo(60)]);
    expect(wipes([device('a', { wipedAt: 7 })], ['a'])).toEqual([7]);
    const removed = merged([device('a', { enrollment: 'wiped' })]);
    expect(removed.map(({ wipedAt }) => wipedAt)).toEqual([msAgo(60)]);
    expect(wipes(removed, ['a'])).toEqual([msAgo(60)]);
  });
});

describe('a device that is missing from the feed', () => {
  test('becomes removed, now', () => {
    expect(merged([device('a')])[0]).toMatchObject({ enrollment: 'removed', enrollmentSince: at });
  });
  test('stays removed since then', () => {
    const gone = device('a', { enrollment: 'removed', enrollmentSince: 7 });
    expect(merged([gone], ['b']).map((each) => [each.deviceId, each.enrollmentSince])).toEqual([
      ['b', at],
      ['a', 7],
    ]);
  });
  test('is enrolled again when a later feed says so', () => {
    const gone = device('a', { enrollment: 'removed' });
    expect(merged([gone], ['a'])).toMatchObject([{ enrollment: 'enrolled', enrollmentSince: at }]);
  });
  test('is removed also when it was wiped before', () => {
    expect(merged([device('a', { enrollment: 'wiped' })])[0]?.enrollment).toBe('removed');
  });
});

describe('of those that were removed', () => {
  const gone = (id: string, enrollmentSince: number): KnownDevice =>
    device(id, { enrollment: 'removed', enrollmentSince });
  const kept = (known: readonly KnownDevice[], limit: number) => {
    const feed = [input('here'), input('said', { enrollment: 'removed' })];
    const result = mergeFeed(known, feed, at, limit);
    if (!result.ok) throw new Error('refused');
    return { ids: result.value.map((each) => each.deviceId), warnings: result.warnings };
  };
  const known = [gone('c', 3), gone('a', 1), gone('b1', 2), gone('b2', 2), device('now')];
  test('all are remembered up to the limit', () => {
    expect(kept(known, 5)).toEqual({
      ids: ['here', 'said', 'c', 'a', 'b1', 'b2', 'now'],
      warnings: [],
    });
  });
  test.each([
    [4, ['c', 'b1', 'b2', 'now']],
    [3, ['c', 'b2', 'now']],
    [2, ['c', 'now']],
    [1, ['now']],
  ])('beyond it, the %i removed last: what the feed itself names is not counted', (limit, ids) => {
    const { ids: left, warnings } = kept(known, limit);
    expect(left).toEqual(['here', 'said', ...ids]);
    expect(warnings).toMatchObject([{ code: 'DIRECTORY_STALE', severity: 'warning' }]);
  });
  test('one that was forgotten is as new when it comes again', () => {
    expect(kept([gone('here', 1)], 0).ids).toEqual(['here', 'said']);
  });
});

test('a feed with one id twice is refused whole and says where', () => {
  const result = mergeFeed([], [input('a'), input('b'), input(' A ')], at);
  expect(result).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'DEVICE_DUPLICATE',
        key: '[2].deviceId',
        message: expect.stringContaining('records 1 and 3'),
      },
    ],
  });
});

test('what is known is never changed in place', () => {
  const known = devices(device('a'));
  finish(merging(known, finish(packing([])), at));
  expect(knownIn(known.rows)[0]?.enrollment).toBe('enrolled');
});
