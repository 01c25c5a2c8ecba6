/** Names and ids as somebody writes them who wants to be taken for another; streams after a change. */
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { cpuTime } from '../testing/cpu-time.ts';
import { decide } from './decide.ts';
import type { Directory } from './directory.ts';
import type { KnownDevice } from './known.ts';
import {
  alice,
  bob,
  bobs,
  device,
  directory,
  eas,
  ens,
  ews,
  input,
  mergeFeed,
  msAgo,
  now,
  open,
  override,
  policies,
} from './testing.ts';

const said = (identity: Identity, over: Directory, more: Partial<Policies> = open): string => {
  const { verdict, reason } = decide(identity, over, policies(more), now);
  return `${verdict} ${reason}`;
};
const verdict = (...question: Parameters<typeof said>): string =>
  said(...question).split(' ')[0] ?? '';

describe('a wiped user under another spelling', () => {
  const over = directory([device('a', { enrollment: 'wiped' }), device('b', { users: [bob] })]);
  test.each([
    ['a dot behind', 'alice@contoso.test.'],
    ['dots and spaces behind', 'alice@contoso.test. . '],
    ['case and a space', 'alice@CONTOSO.TEST '],
    ['a no-break space', '\u00a0alice@contoso.test\u00a0'],
    ['the DNS domain before a slash', 'contoso.test\\alice'],
    ['the DNS domain with its root', 'CONTOSO.TEST.\\alice'],
    ['a subdomain', 'corp.contoso.test\\alice'],
    ['a forward slash', 'contoso.test/alice'],
    ['a full-width slash', 'contoso.test＼alice'],
    ['a full-width dot', 'alice@contoso．test'],
    ['the ideographic full stop', 'alice@contoso。test'],
    ['a soft hyphen', 'al\u00adice@contoso.test'],
    ['a zero width joiner', 'ali\u200dce@contoso.test'],
    ['a direction mark', '\u202ealice@contoso.test'],
    ['a byte order mark', '\ufeffalice@contoso.test'],
    ['a combining accent', 'ali\u0301ce@contoso.test'],
    ['mathematical letters', '𝐚𝐥𝐢𝐜𝐞@contoso.test'],
    ['full-width letters', 'ＡＬＩＣＥ@contoso.test'],
    ['a dotted capital I', 'ALİCE@contoso.test'],
    ['a dotless i', 'alıce@contoso.test'],
    ['a small Roman numeral', 'alⅰce@contoso.test'],
    ['an smtp: prefix', 'smtp:alice@contoso.test'],
    ['two prefixes', 'smtp:smtp:alice@contoso.test'],
    ['a whole name behind a domain', 'FABRIKAM\\alice@contoso.test'],
    ['no domain', '@alice'.slice(1)],
    ['the local machine', '.\\alice'],
  ])('%s', (_what, name) => {
    for (const identity of [
      ews(name),
      eas(name, 'new'),
      eas(name, 'a'),
      eas(name, 'b'),
      ens(name, ['new']),
    ])
      expect(verdict(identity, over), name).toBe('blocked');
  });
  test.each([
    ['a name without end', `${'alice'.repeat(1_000_000)}@contoso.test`],
    ['spaces without end', `${' '.repeat(5_000_000)}alice@contoso.test`],
    ['accents without end', `alice${'\u0301'.repeat(5_000_000)}@contoso.test`],
    ['slashes without end', `${'\\'.repeat(5_000_000)}alice`],
    ['dots without end', `alice@contoso.test${'.'.repeat(5_000_000)}`],
    ['just as long as is looked at', `alice@contoso.test${'. '.repeat(500)}`],
  ])('%s is refused, and at once', (_what, name) => {
    const took = cpuTime();
    expect(verdict(ews(name), over)).toBe('blocked');
    expect(verdict(eas(name, name), over)).toBe('blocked');
    expect(verdict(ews(bob, { mailbox: name }), over)).toBe('blocked');
    expect(verdict(eas(bob, 'b', { claimedUser: name }), over)).toBe('blocked');
    expect(took()).toBeLessThan(1_000);
  });
});

describe('a barred device under another spelling', () => {
  const over = directory(
    [device('ApplA1', { enrollment: 'wiped', ids: { serial: 'SN1' } }), device('ok')],
    [override('block', 'Gone1')],
  );
  test.each([
    'appla1',
    'APPLA1',
    ' ApplA1\t',
    'ApplA1\u00a0',
    'sn1',
    'Appl%411',
    'ApplA1\u200b',
    'ApplA1%20',
    'ＡpplA1',
    'ApplA1\u0000',
  ])('%j', (id) => {
    expect(verdict(eas(alice, id), over)).toBe('blocked');
    expect(verdict(ens(alice, [id]), over)).toBe('blocked');
  });
  test.each(['gone1', ' GONE1 '])('a block of a device nobody knows: %j', (id) => {
    expect(said(eas('zoe@contoso.test', id), over)).toBe('blocked OVERRIDE_BLOCK');
  });
  test('an id without end is refused, and at once', () => {
    const took = cpuTime();
    for (const id of ['x'.repeat(5_000_000), ' '.repeat(5_000_000), '\u0301'.repeat(5_000_000)])
      expect(said(eas(alice, id), over)).toBe('blocked UNKNOWN_DEVICE');
    expect(took()).toBeLessThan(1_000);
  });
});

/** Each open stream is decided anew, with the identity of its beginning, when a feed comes. */
describe('a stream that is open while the feed', () => {
  const after = (...feed: Parameters<typeof input>[]): Directory => {
    const known: readonly KnownDevice[] = [device('a'), device('b', { users: [bob] })];
    const merged = mergeFeed(
      known,
      feed.map((each) => input(...each)),
      msAgo(1),
    );
    if (!merged.ok) throw new Error('refused');
    return directory(merged.value);
  };
  const both = [open, { unknownDevices: 'block' } as const];

  test('moves a device from Alice to Bob: hers ends, his goes on', () => {
    const moved = after(['a', bobs], ['b', bobs]);
    for (const more of both) {
      expect(said(eas(alice, 'a'), moved, more)).toBe('blocked DEVICE_NOT_OF_USER');
      expect(said(ens(alice, ['a']), moved, more)).toBe('blocked DEVICE_NOT_OF_USER');
      expect(said(eas(bob, 'a'), moved, more)).toBe('allowed COMPLIANT');
      expect(said(ews(bob), moved, more)).toBe('allowed COMPLIANT');
    }
    // Without a device she is a user like any without one, for whom there is a default.
    expect(said(ews(alice), moved, { unknownDevices: 'block' })).toBe('blocked UNKNOWN_USER');
  });
  test('renames Alice: the old name has no device any more, the new one has', () => {
    const ann = 'ann.smith@contoso.test';
    const renamed = after(['a', { users: [ann] }], ['b', bobs]);
    for (const more of both) {
      expect(said(eas(alice, 'a'), renamed, more)).toBe('blocked DEVICE_NOT_OF_USER');
      expect(said(eas(ann, 'a'), renamed, more)).toBe('allowed COMPLIANT');
    }
    expect(said(ews(alice), renamed, { unknownDevices: 'block' })).toBe('blocked UNKNOWN_USER');
  });
  test('renames Alice and says the old name too: it goes on', () => {
    const renamed = after(['a', { users: ['ann@contoso.test', alice] }], ['b', bobs]);
    for (const identity of [eas(alice, 'a'), ews(alice), ens(alice, ['a'])])
      expect(said(identity, renamed)).toBe('allowed COMPLIANT');
  });
  test('gives a second device the serial by which the first is known: neither is meant', () => {
    const shared = after(['a', { ids: { serial: 's' } }], ['b', { ...bobs, ids: { serial: 's' } }]);
    for (const user of [alice, bob])
      expect(said(ens(user, ['s']), shared)).toBe('blocked UNKNOWN_DEVICE');
  });
});
