import { expect, it } from 'vitest';
import { createDoor, placeOf } from './door.ts';

const limits = { connections: 4, connectionsPerAddress: 2, ewsBody: 0, easBody: 0 };

function door() {
  const warnings: (readonly [Record<string, unknown>, string])[] = [];
  let now = 0;
  const log = {
    info: () => undefined,
    warn: (fields: Record<string, unknown>, message: string) =>
      void warnings.push([fields, message]),
    error: () => undefined,
  };
  const made = createDoor(log, () => now);
  return { ...made, warnings, later: (milliseconds: number) => (now += milliseconds) };
}

it('warns once an address and minute, and counts every time', () => {
  const { enter, turnedAway, warnings, later } = door();
  const come = () => enter('192.0.2.1', limits, false);
  expect([come(), come(), come(), come()]).toEqual([true, true, false, false]);
  expect(warnings).toHaveLength(1);
  later(60_000);
  expect(come()).toBe(false);
  expect(warnings).toHaveLength(2);
  expect(turnedAway()).toEqual({ plain: 0, total: 0, address: 3 });
});

it('one who is exempt is counted in total, and weighs on the others by nothing else', () => {
  const { enter, leave, turnedAway } = door();
  for (let count = 0; count < 4; count += 1) expect(enter('10.0.0.1', limits, true)).toBe(true);
  expect(enter('10.0.0.1', limits, true)).toBe(false);
  leave('10.0.0.1');
  expect(enter('192.0.2.1', limits, false)).toBe(true);
  expect(turnedAway().total).toBe(1);
});

it('takes a network of IPv6 for one address', () => {
  const { enter } = door();
  expect(enter('2001:db8:0:1::1', limits, false)).toBe(true);
  expect(enter('2001:db8:0:1:ffff::2', limits, false)).toBe(true);
  expect(enter('2001:db8:0:1:a:b:c:d', limits, false)).toBe(false);
  expect(enter('2001:db8:0:2::1', limits, false)).toBe(true);
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::1', '0:0:0:0'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2:3::', '2001:db8:1:2'],
  ['fe80::1:2:3:4:5', 'fe80:0:0:1'],
])('%s counts as %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});
