/** The use cases over a home, without a gateway: why, and who is blocked. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alice, codeOf, phone, store, useHome } from './testing.ts';

const { configure, overFiles, paths, setDevices } = useHome();

test('without a gateway there is no status, no restart and no stop', async () => {
  const console = overFiles();
  for (const call of [console.status({}), console.restart({}), console.stop({})]) {
    expect(await codeOf(call)).toBe('NOT_RUNNING');
  }
});

describe('why', () => {
  test('a device stands for its owner, a user for their devices, at the saved settings', async () => {
    const console = overFiles();
    expect(await console.why({ device: 'alicephone' })).toMatchObject({
      ...{ verdict: 'allowed', reason: 'COMPLIANT' },
    });
    expect(await console.why({ user: alice })).toMatchObject({ verdict: 'allowed' });
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice, enrollment: 'unenrolled' }]);
    expect(await console.why({ device: 'alicephone' })).toMatchObject({
      ...{ verdict: 'blocked', reason: 'DEVICE_UNENROLLED' },
    });
  });

  test('a device that nobody knows is UNKNOWN_DEVICE, and an allow lets it pass', async () => {
    const console = overFiles();
    const unknown = await console.why({ device: 'ghost' });
    expect(unknown).toMatchObject({ verdict: 'blocked', reason: 'UNKNOWN_DEVICE' });
    expect(unknown.text).not.toContain('.invalid');
    await console.override({
      device: 'ghost',
      action: 'allow',
      user: null,
      until: null,
      note: null,
    });
    expect(await console.why({ device: 'ghost' })).toMatchObject({ reason: 'OVERRIDE_ALLOW' });
  });

  test('a request that was made is asked about as it was made', async () => {
    const sources = ['10.1.2.0/24'];
    configure({
      ens: { sources, deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: true },
    });
    const asked = (client: string, protocol: 'ews' | 'eas' = 'ews') =>
      overFiles().why({ user: alice, request: { protocol, client, mailbox: null } });
    const peer = (fromEns: boolean) => ({ protocol: 'ews', fromEns, onlyEnsMayUseEws: true });
    const ofOthers = await asked('10.9.9.9');
    expect(ofOthers).toMatchObject({ verdict: 'blocked', reason: 'ENS_ONLY', decidedBy: 'peer' });
    expect(ofOthers.trace.at(-1)?.data).toEqual(peer(false));
    const ofEns = await asked('10.1.2.14');
    expect(ofEns.reason).toBe('COMPLIANT');
    expect(ofEns.trace.find(({ step }) => step === 'peer')?.data).toEqual(peer(true));
    const { trace } = await asked('10.1.2.14', 'eas');
    expect(trace.find(({ step }) => step === 'peer')).toMatchObject({
      outcome: 'skip',
      data: { protocol: 'eas' },
    });
  });

  test('with an instant the journal answers, or says that it has nothing', async () => {
    store(paths, { at: '2026-03-10T10:00:00.000Z' }, { verdict: 'allowed', reason: 'COMPLIANT' });
    const then = await overFiles().why({ device: 'alicephone', at: '2026-03-10T10:30:00Z' });
    expect(then).toMatchObject({ verdict: 'blocked', decidedBy: 'journal' });
    expect(then.trace).toMatchObject([
      { step: 'journal', outcome: 'block', data: { requestId: 'r0' }, ageSeconds: 7200 },
    ]);
    const before = overFiles().why({ device: 'alicephone', at: '2026-03-09T00:00:00Z' });
    expect(await codeOf(before)).toBe('USAGE');
    expect(await codeOf(overFiles().why({}))).toBe('USAGE');
  });

  test('with broken settings and no gateway it says what is broken', async () => {
    writeFileSync(paths.memConfiguration, '{');
    expect(await codeOf(overFiles().why({ user: alice }))).toBe('JSON_SYNTAX');
  });
});

describe('blocked', () => {
  const block = {
    device: 'alicephone',
    action: 'block',
    user: null,
    until: null,
    note: null,
  } as const;

  test('who was blocked then and passes now is not shown', async () => {
    store(paths, {});
    expect(await overFiles().blocked({})).toEqual([]);
    await overFiles().override(block);
    const shown = await overFiles().blocked({});
    expect(shown).toMatchObject([
      { user: alice, deviceId: 'alicephone', reason: 'OVERRIDE_BLOCK', count: 1 },
    ]);
  });

  test('the reason is that of now; test mode blocks nobody', async () => {
    store(paths, {});
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice, enrollment: 'wiped' }]);
    expect(await overFiles().blocked({})).toMatchObject([{ reason: 'DEVICE_WIPED' }]);
    configure({ mode: 'test' });
    expect(await overFiles().blocked({})).toEqual([]);
  });

  test('only since the instant; without one, for seven days', async () => {
    await overFiles().override(block);
    store(
      paths,
      { at: '2026-03-08T00:00:00.000Z' },
      { at: '2026-02-01T00:00:00.000Z', user: 'bob@x.test' },
    );
    expect(await overFiles().blocked({})).toHaveLength(1);
    expect(await overFiles().blocked({ since: '2026-03-09T00:00:00Z' })).toEqual([]);
  });

  test('what lies in the request itself stays until the client passes; nobody is no client', async () => {
    store(
      paths,
      { reason: 'USER_MISMATCH' },
      { reason: 'EWS_PROXY_OFF', protocol: 'ews', devices: [], user: 'bob@x.test' },
      { reason: 'ROUTE_UNKNOWN', user: null, devices: [] },
    );
    const shown = await overFiles().blocked({});
    expect(shown.map((each) => each.reason).sort()).toEqual(['EWS_PROXY_OFF', 'USER_MISMATCH']);
    await overFiles().set({ changes: { 'enable.boxer.ens.ews.proxy': 'true' } });
    expect((await overFiles().blocked({})).map((each) => each.reason)).toEqual(['USER_MISMATCH']);
  });
});
