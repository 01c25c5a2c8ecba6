import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import { explain, askedAbout } from './explain.ts';
import { alice, device, directory, eas, ens, ews, now, policies } from './testing.ts';

const over = directory([device('Appl1', { enrollment: 'wiped', users: [alice, 'CONTOSO\\al'] })]);
const text = (identity: Parameters<typeof explain>[1], more = {}): string =>
  explain(decide(identity, over, policies(more), now), identity).text;

test('says why, and of whom and what', () => {
  expect(text(eas(alice, 'Appl1'))).toBe(
    'The device was wiped, or a wipe was commanded. Concerns user alice@contoso.test, device Appl1.',
  );
  expect(text(ens(alice, ['a', 'b', 'c'], { mailbox: 'bob' }))).toContain(
    'mailbox bob, device a and 2 more',
  );
});
test('says when it would block, and when it passes by default only', () => {
  expect(text(eas(alice, 'Appl1'), { mode: 'test' })).toContain(
    'In enforce mode it would be blocked.',
  );
  expect(text(ews('zoe@x.test'), { unknownDevices: 'allow' })).toContain(
    'unknown devices are allowed',
  );
});
test('lets nothing through that a terminal would obey', () => {
  expect(text(eas('zoe\u202e@x.test', 'a\u001b[2J'))).not.toMatch(/[\u001b\u202e]/);
});
test('a device alone is asked for its owner, a user alone for any device', () => {
  expect(askedAbout({ device: 'appl1' }, over)).toMatchObject({
    user: alice,
    protocol: 'eas',
  });
  expect(askedAbout({ user: alice }, over)).toMatchObject({
    protocol: 'ews',
    deviceIds: [],
  });
  expect(askedAbout({ device: 'new' }, over).user).toBeNull();
});
test('what a device could ask by itself comes from no address of the notification service', () => {
  expect(askedAbout({ device: 'appl1' }, over).fromEns).toBe(false);
  expect(askedAbout({ user: alice }, over).fromEns).toBe(true);
});
test('a request that was made is asked about as it was', () => {
  const request = { protocol: 'ews', mailbox: 'sales@contoso.test', fromEns: false } as const;
  expect(askedAbout({ user: alice, device: 'appl1', request }, over)).toMatchObject({
    ...request,
    user: alice,
    deviceIds: ['appl1'],
  });
});
