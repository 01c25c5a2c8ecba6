import { describe, expect, test } from 'vitest';
import { claimFits, isSameUser } from './same-user.ts';
import { alice, bob, device, directory } from './testing.ts';

const over = directory([
  device('a', { users: [alice, 'CONTOSO\\al'] }),
  device('b', { users: [bob] }),
  // Two persons of one name, in two NetBIOS domains that share a suffix.
  device('t', { users: ['X\\twin'] }),
  device('u', { users: ['W\\twin'] }),
]);
const domains = { CONTOSO: 'contoso.test', X: 'x.test', W: 'x.test' };
const zoe = 'zoe@contoso.test';

describe('two names denote one user', () => {
  test.each([
    [alice, 'CONTOSO\\al', true],
    [alice, bob, false],
    [alice, zoe, false],
    [zoe, alice, false],
    [zoe, 'ZOE@Contoso.test', true],
    [zoe, 'CONTOSO\\zoe', true],
    [zoe, 'zed@contoso.test', false],
    ['\u0000', '\u0000', false],
    [zoe, '\u0000', false],
    ['X\\twin', 'x\\TWIN', true],
    ['X\\twin', 'W\\twin', false],
    ['X\\twin', 'twin@x.test', false],
    ['twin@x.test', 'X\\twin', false],
    ['twin@x.test', 'TWIN@x.test', true],
  ])('%j and %j: %s', (one, other, same) => {
    expect(isSameUser(one, other, over, domains)).toBe(same);
  });
});

describe('a claim beside a user', () => {
  test.each([
    ['alice', alice, true],
    ['CONTOSO\\al', alice, true],
    ['bob', alice, false],
    ['alice@elsewhere.test', alice, false],
    [alice, 'alice@elsewhere.test', false],
    ['zoe', zoe, true],
    [zoe, 'zoe', true],
    ['zed', zoe, false],
    [zoe, zoe, true],
    ['zoe@a.test', 'zoe@b.test', false],
    ['X\\zoe', 'zoe@x.test', true],
    ['zoe@x.test', 'X\\zoe', true],
    ['X\\zoe', 'zoe@x.elsewhere.test', false],
    ['Y\\zoe', 'zoe@y.test', true],
    ['zoe@y.test', 'Y\\zoe', true],
    ['zoe@z.test', 'Y\\zoe', false],
    ['Y\\zoe', 'Y\\zoe', true],
    ['Y\\zoe', 'Z\\zoe', false],
    ['X\\zoe', 'X\\zoe', true],
    ['zoe@x.test.elsewhere.test', 'zoe@x.test', false],
    ['zoe@x.test', 'zoe@x.test.elsewhere.test', false],
    ['twin', 'X\\twin', true],
    ['X\\twin', 'twin', true],
    ['twin', 'twin', true],
    ['\u0000', zoe, false],
    [zoe, '\u0000', false],
  ])('%j of %j: %s', (claimed, user, fits) => {
    expect(claimFits(claimed, user, over, domains)).toBe(fits);
  });
});
