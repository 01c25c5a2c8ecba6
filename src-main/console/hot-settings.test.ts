/** What is saved and needs no restart comes into force by itself, unless it would newly block too many (ADR 28). */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { phone, useHome } from './testing.ts';

const { configure, overFiles, paths, running, setDevices } = useHome();

const until = (holds: () => void | Promise<void>) =>
  vi.waitFor(holds, { timeout: PATIENCE_MS, interval: 20 });
const mark = () => join(paths.state, 'policies.held');
const strict = { 'compliance.policies.encryption': 'true' };
/** Of everybody one telephone, of which so many are not encrypted. */
const house = (count: number, open: number): void =>
  setDevices(
    Array.from({ length: count }, (_, at) => ({
      ...phone,
      ...{ deviceId: `d${at}`, user: `u${at}@contoso.test`, encrypted: at >= open },
    })),
  );
const fileNow = () => readFileSync(paths.memConfiguration, 'utf8');
const open0 = { device: 'd0', user: 'u0@contoso.test' };

describe('what counts without a restart', () => {
  test('is in force when it was saved by set, and nothing waits', async () => {
    const { console, events } = await running();
    const saved = await console.set({ changes: { 'compliance.mode': 'off' } });
    expect(saved.pending).toEqual([]);
    expect(await console.why({ device: 'nobody' })).toMatchObject({ reason: 'COMPLIANCE_OFF' });
    expect(await console.status({})).toMatchObject({ generation: 1, pending: [], held: [] });
    expect(events.map((each) => each.event)).toEqual(['listening']);
  });

  test('is in force soon after somebody wrote it into the file', async () => {
    const { console } = await running();
    configure({ mode: 'off' });
    await until(async () => {
      expect(await console.why({ device: 'x' })).toMatchObject({ reason: 'COMPLIANCE_OFF' });
    });
    await until(async () => expect((await console.status({})).pending).toEqual([]));
    expect((await console.history({})).at(-1)).toMatchObject({ from: 'outside' });
  });

  test('takes nothing along that waits for a restart', async () => {
    const { console } = await running();
    const other = { 'enable.boxer.ens.ews.proxy': 'true', 'emailServer.timeoutSeconds': '7' };
    const saved = await console.set({ changes: { ...other, 'compliance.mode': 'off' } });
    expect(saved.pending.map(({ key }) => key)).toEqual(Object.keys(other));
    expect(await console.why({ device: 'x' })).toMatchObject({ reason: 'COMPLIANCE_OFF' });
    expect((await console.status({})).settings.ewsProxy).toBe(false);
    await console.restart({});
    expect(await console.status({})).toMatchObject({ pending: [], settings: { ewsProxy: true } });
  });

  test('of a configuration that does not pass nothing counts, until it is mended', async () => {
    const { console } = await running();
    const properties = readFileSync(paths.properties);
    writeFileSync(paths.properties, 'enable.boxer.ens.ews.proxy=ja\n');
    const saved = await console.set({ changes: { 'compliance.mode': 'off' } });
    expect(saved.pending.map(({ key }) => key)).toContain('compliance.mode');
    expect(await console.why({ device: 'x' })).toMatchObject({ verdict: 'blocked' });
    writeFileSync(paths.properties, properties);
    await until(async () => {
      expect(await console.why({ device: 'x' })).toMatchObject({ reason: 'COMPLIANCE_OFF' });
    });
  });
});

describe('policies that would newly block too many', () => {
  test('wait, are shown, and count when they are confirmed as they were seen', async () => {
    house(100, 21);
    const { console } = await running();
    const saved = await console.set({ changes: strict });
    expect(saved.warnings).toMatchObject([{ code: 'POLICIES_HELD' }]);
    expect(saved.pending.map(({ key }) => key)).toEqual(Object.keys(strict));
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
    const [waiting] = await console.held({});
    expect(waiting).toMatchObject({ what: 'policies', newlyBlocked: 21, counted: 100 });
    expect(waiting?.of[0]).toMatchObject({
      ...{ deviceId: 'd0', users: ['u0@contoso.test'] },
      ...{ reasonBefore: 'COMPLIANT', reasonAfter: 'DEVICE_NOT_ENCRYPTED' },
    });
    const { what = 'policies', since = '' } = waiting ?? {};
    const other = new Date(Date.parse(since) - 1).toISOString();
    expect(await console.confirmHeld({ what, since: other })).toEqual({ confirmed: false });
    expect(await console.confirmHeld({ what, since })).toEqual({ confirmed: true });
    expect(await console.why(open0)).toMatchObject({ reason: 'DEVICE_NOT_ENCRYPTED' });
    expect(await console.status({})).toMatchObject({ held: [], pending: [] });
  });

  test('are not confirmed by who saved other ones', async () => {
    house(100, 21);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const readClients: typeof fakeEngine.readClients = async (question) => {
      await asked;
      return fakeEngine.readClients(question);
    };
    const { console } = await running({ ...fakeEngine, readClients });
    const first = console.set({ changes: strict });
    await until(() => expect(fileNow()).toMatch(/"encryption": ?true/));
    const confirmed = console.set({
      changes: { 'compliance.coldStart': 'block' },
      confirmed: true,
    });
    await until(() => expect(fileNow()).toMatch(/"coldStart": ?"block"/));
    // It comes after what is being saved.
    await console.history({});
    configure({ coldStart: 'test' });
    answer();
    await Promise.all([first, confirmed]);
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
    expect(await console.held({})).toMatchObject([{ what: 'policies', newlyBlocked: 21 }]);
  });

  test('are not confirmed while the files say something else by now', async () => {
    house(100, 21);
    const { console } = await running();
    await console.set({ changes: strict });
    const [{ what, since } = { what: 'clock' as const, since: '' }] = await console.held({});
    configure({ policies: { encryption: true, compromised: true } });
    expect(await console.confirmHeld({ what, since })).toEqual({ confirmed: false });
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
  });

  test.each([
    ['somebody saw whom they would block', 21, true],
    ['these are few', 20, false],
  ])('do not wait where %s', async (_why, lost, confirmed) => {
    house(100, lost);
    const { console } = await running();
    await console.set({ changes: strict, confirmed });
    expect(await console.why(open0)).toMatchObject({ reason: 'DEVICE_NOT_ENCRYPTED' });
    expect(existsSync(mark())).toBe(false);
  });

  test('count when their file is deleted, and are gone when they are changed back', async () => {
    house(100, 21);
    const { console } = await running();
    await console.set({ changes: strict });
    expect(existsSync(mark())).toBe(true);
    await console.set({ changes: { 'compliance.policies.encryption': 'false' } });
    expect(existsSync(mark())).toBe(false);
    await console.set({ changes: strict });
    rmSync(mark());
    await until(async () => {
      expect(await console.why(open0)).toMatchObject({ reason: 'DEVICE_NOT_ENCRYPTED' });
    });
  });

  test('wait on through a restart, which takes everything else', async () => {
    house(100, 21);
    const { console } = await running();
    await console.set({ changes: { ...strict, 'enable.boxer.ens.ews.proxy': 'true' } });
    await console.restart({});
    const status = await console.status({});
    expect(status).toMatchObject({ generation: 2, settings: { ewsProxy: true } });
    expect(status.pending.map(({ key }) => key)).toEqual(Object.keys(strict));
    expect(status.held).toMatchObject([{ what: 'policies', newlyBlocked: 21 }]);
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
  });

  test('wait on through an end and a start', async () => {
    house(100, 21);
    const first = await running();
    await first.console.set({ changes: strict });
    await first.hosting.end();
    expect(await overFiles().why(open0)).toMatchObject({ verdict: 'allowed' });
    const { console } = await running();
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
    await until(async () => {
      expect((await console.status({})).held).toMatchObject([{ what: 'policies' }]);
    });
    rmSync(mark());
    await until(async () => {
      expect(await console.why(open0)).toMatchObject({ reason: 'DEVICE_NOT_ENCRYPTED' });
    });
  });
});

describe('policies of which nobody can say whom they would block', () => {
  test('are not in force, not by a restart either, until somebody can', async () => {
    house(100, 21);
    writeFileSync(paths.overrides, '{');
    const { console } = await running();
    expect(await console.why(open0)).toMatchObject({ reason: 'DIRECTORY_UNAVAILABLE' });
    expect((await console.set({ changes: strict })).pending).toHaveLength(1);
    await console.restart({});
    const status = await console.status({});
    expect(status).toMatchObject({ generation: 2, held: [] });
    expect(status.pending.map(({ key }) => key)).toEqual(Object.keys(strict));
    writeFileSync(paths.overrides, '{"schemaVersion":1,"overrides":[]}');
    await until(async () => {
      expect((await console.status({})).held).toMatchObject([{ newlyBlocked: 21 }]);
    });
    expect(await console.why(open0)).toMatchObject({ verdict: 'allowed' });
  });

  test('count at once where they turn the gate off', async () => {
    writeFileSync(paths.overrides, '{');
    const { console } = await running();
    await console.set({ changes: { 'compliance.mode': 'off' } });
    expect(await console.why(open0)).toMatchObject({ reason: 'COMPLIANCE_OFF' });
  });
});

describe('without a list of devices, ever', () => {
  test('enforce blocks nobody, and says so, until the first list', async () => {
    rmSync(paths.devices);
    const { console } = await running();
    const status = await console.status({});
    expect(status.directory).toMatchObject({ devices: 0, coldStart: true });
    expect(await console.why({ device: 'alicephone' })).toMatchObject({
      ...{ verdict: 'would-block', reason: 'DIRECTORY_UNAVAILABLE' },
    });
    expect(await overFiles().why({ device: 'alicephone' })).toMatchObject({
      verdict: 'would-block',
    });
    house(1, 0);
    await until(async () => {
      expect(await console.why({ device: 'nobody' })).toMatchObject({ verdict: 'blocked' });
    });
    expect((await console.status({})).directory.coldStart).toBeUndefined();
  });

  test('coldStart=block keeps the gate shut', async () => {
    rmSync(paths.devices);
    configure({ coldStart: 'block' });
    const { console } = await running();
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ verdict: 'blocked' });
    await console.set({ changes: { 'compliance.coldStart': 'test' } });
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ verdict: 'would-block' });
  });

  test('a memory that is there and cannot be used is no cold start', async () => {
    rmSync(paths.devices);
    writeFileSync(paths.directory, '{"schemaVersion":1\0');
    const { console } = await running();
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ verdict: 'blocked' });
  });
});

test('without a gateway, a list that the next one would hold does not count, but its wipes do', async () => {
  house(100, 0);
  const { hosting } = await running();
  await hosting.end();
  setDevices([{ ...phone, deviceId: 'd0', user: 'u0@contoso.test', enrollment: 'wiped' }]);
  const files = overFiles();
  expect(await files.why(open0)).toMatchObject({ reason: 'DEVICE_WIPED' });
  expect(await files.why({ device: 'd99', user: 'u99@contoso.test' })).toMatchObject({
    verdict: 'allowed',
  });
  const { console } = await running();
  expect(await console.why({ device: 'd99' })).toMatchObject({ verdict: 'allowed' });
  expect(await console.held({})).toMatchObject([{ what: 'devices', newlyBlocked: 100 }]);
});
