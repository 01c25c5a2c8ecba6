/** What happened to a request of the journal, in the words of its own reason; and what would be decided now is another question. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JournalEvent } from '../../src-shared/events.ts';
import { alice, phone, store, useHome } from './testing.ts';

const { overFiles, paths, setDevices } = useHome();
const at = '2026-03-10T11:30:00Z';

interface Then {
  readonly what: string;
  readonly event: Partial<JournalEvent>;
  readonly asked?: { readonly device?: string; readonly user?: string };
  readonly says: RegExp;
}

const passed = { verdict: 'allowed', authentication: 'certificate', status: 502 } as const;
const rows: readonly Then[] = [
  {
    what: 'Kerberos failed at the log-on',
    event: {
      ...{ ...passed, reason: 'KERBEROS_FAILED' },
      remark: 'PASSWORD_WRONG at step log-on (dc1.ex.test:88): the password is wrong',
    },
    says: /could not sign in to Exchange.*step “Service account logs on”, at dc1\.ex\.test:88.*Enter the password again/,
  },
  {
    what: 'the secret was removed',
    event: {
      ...{ ...passed, reason: 'KERBEROS_FAILED' },
      remark: 'SECRET_UNREADABLE at step secret: the password cannot be read: it was removed',
    },
    says: /step “Secret of the service account”: the password cannot be read: it was removed\./,
  },
  {
    what: 'the domain does not know the user',
    event: {
      ...{ ...passed, reason: 'KERBEROS_REFUSED', status: 403 },
      remark: 'USER_UNKNOWN at step impersonate (dc1.ex.test:88): no such user',
    },
    says: /gives the user of the client certificate no access.*“Ticket in the name of the user”/,
  },
  {
    what: 'Exchange refused the ticket',
    event: {
      ...{ ...passed, reason: 'KERBEROS_REFUSED', status: 401 },
      remark: 'Exchange refused the ticket',
    },
    says: /no access\. Exchange refused the ticket \(request r0/,
  },
  {
    what: 'only Exchange can read the user',
    event: { user: null, authentication: 'negotiate', reason: 'UNKNOWN_DEVICE' },
    asked: { device: 'alicephone' },
    says: /^The device is not known to device management\. \(request r0/,
  },
  {
    what: 'nobody was named',
    event: { user: null, authentication: 'none', reason: 'DEVICE_HEADER_UNTRUSTED' },
    asked: { device: 'alicephone' },
    says: /^The device header came from an address/,
  },
];

describe('a request of the journal', () => {
  test.each(rows)('$what: its own reason, and never that nobody asked', async (row) => {
    const { event, asked = { user: alice }, says } = row;
    store(paths, event);
    const then = await overFiles().why({ ...asked, at });
    expect(then).toMatchObject({ reason: event.reason, decidedBy: 'journal' });
    expect(then.text).toMatch(says);
    const now = await overFiles().why({
      ...asked,
      request: { protocol: 'eas', client: '10.0.0.1', mailbox: null },
    });
    expect(now.reason).not.toBe('NO_IDENTITY');
  });
});

describe('what differs from now', () => {
  const passed = { verdict: 'allowed', reason: 'COMPLIANT', status: 200 } as const;
  const kinds = async () => {
    const { past } = await overFiles().why({ user: alice, at });
    return past?.changes.map(({ kind }) => kind);
  };

  test('the decision of now, beside the one that the journal keeps', async () => {
    store(paths, { ...passed, devices: [{ id: 'alicephone', verdict: 'allowed' }] });
    const console = overFiles();
    await console.override({ ...{ device: 'alicephone', user: null }, ...blocking });
    const then = await console.why({ user: alice, at });
    expect(then).toMatchObject({ verdict: 'allowed', reason: 'COMPLIANT', decidedBy: 'journal' });
    expect(then.past).toMatchObject({
      ...{ at: '2026-03-10T11:00:00.000Z', requestId: 'r0' },
      now: { verdict: 'blocked', reason: 'OVERRIDE_BLOCK' },
    });
    expect(await kinds()).toEqual(expect.arrayContaining(['override', 'action']));
    await console.unset({ device: 'alicephone', user: null });
    expect(await kinds()).not.toContain('override');
    const { past } = await console.why({ user: alice, at });
    expect(past?.changes.map(({ what }) => what).join()).toContain('Take back the decision');
  });

  test('a device that was wiped since, and settings that were saved', async () => {
    store(paths, passed);
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice, enrollment: 'wiped' }]);
    await overFiles().set({ changes: { 'compliance.unknownDevices': 'allow' } });
    expect(await kinds()).toEqual(expect.arrayContaining(['state', 'settings']));
  });

  test('what was so before is no change, and broken settings hide nothing of then', async () => {
    store(paths, passed);
    writeFileSync(paths.memConfiguration, '{');
    const then = await overFiles().why({ user: alice, at });
    expect(then).toMatchObject({ reason: 'COMPLIANT', past: { now: null } });
  });
});

const blocking = { action: 'block', until: null, note: null } as const;
