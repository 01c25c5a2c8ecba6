/** The connector before a real directory: what is known serves while UEM is away, and what left is blocked at the next delta. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startUem, startUemApi, type LabDevice } from '../../lab/index.ts';
import { NOBODY } from './mapping.ts';
import { fleet, labDevice, startedUem, type After } from '../testing/sample-uem.ts';
import { basicSettings, startedSync } from './testing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function startedFleet(after: After, devices: readonly LabDevice[]) {
  const uem = await startUem({ devices, file: null, wipeMs: 3_600_000 });
  const api = await startUemApi({ devices: uem.devices, listen: uem.listen });
  after(async () => {
    await api.close();
    await uem.close();
  });
  return { uem, api };
}

test('all devices at the start; a wipe, a departure and news with the next delta', async (t) => {
  const { uem, api } = await startedFleet((end) => t.after(end), fleet(6));
  const { directory, sync, pass } = await startedSync((end) => t.after(end), basicSettings(api));
  const standing = (id: string) => directory.current().device(id)?.enrollment;
  assert.equal(directory.current().size, 6);
  assert.equal(standing('EAS000001'), 'enrolled');
  await uem.change('EAS000001', 'wipe');
  await uem.change('EAS000002', 'unenrol');
  await uem.change('EAS000003', 'compromise');
  await uem.change('EAS000004', 'delete');
  await pass(10 * MINUTE);
  assert.deepEqual([standing('EAS000001'), standing('EAS000002')], ['wipePending', 'unenrolled']);
  assert.equal(directory.current().device('EAS000003')?.compromised, true);
  // A deletion only the next bulk sees.
  assert.equal(standing('EAS000004'), 'enrolled');
  await pass(4 * HOUR);
  assert.equal(standing('EAS000004'), 'removed');
  // UEM no longer says whose they were.
  assert.deepEqual(directory.current().device('EAS000002')?.users, ['user2@corp.test', 'user2']);
  assert.equal(sync.status()?.problem, null);
});

test('a notice has it ask at once what changed', async (t) => {
  const { uem, api } = await startedFleet((end) => t.after(end), fleet(2));
  const { directory, sync, pass, settledAfter } = await startedSync(
    (end) => t.after(end),
    basicSettings(api),
  );
  await pass(MINUTE);
  await uem.change('EAS000001', 'wipe');
  await settledAfter(() => assert.equal(sync.hint(), true));
  assert.equal(directory.current().device('EAS000001')?.enrollment, 'wipePending');
  assert.equal(sync.status()?.problem, null);
});

test('UEM away: what is known serves, the problem stands in the status, and it is taken up again', async (t) => {
  const devices = { current: fleet(5) };
  const uem = await startedUem((end) => t.after(end), devices);
  const { directory, sync, now, pass } = await startedSync(
    (end) => t.after(end),
    basicSettings(uem),
  );
  uem.set({ faults: [{ fault: { kind: 'status', status: 503 } }] });
  devices.current = fleet(7);
  await now();
  const { problem, state, nextAt } = sync.status() ?? {};
  assert.deepEqual([state, problem?.code], ['waiting', 'UEM_UNREACHABLE']);
  assert.ok(nextAt !== null);
  assert.equal(directory.current().size, 5);
  uem.set({ faults: [] });
  await pass(MINUTE);
  assert.deepEqual([directory.current().size, sync.status()?.problem], [7, null]);
});

test('valid and empty: held, not taken; where nothing was known it is refused', async (t) => {
  const devices = { current: fleet(5) };
  const uem = await startedUem((end) => t.after(end), devices);
  const { directory, sync, now } = await startedSync((end) => t.after(end), basicSettings(uem));
  for (const as of ['noContent', 'list'] as const) {
    uem.set({ faults: [{ operation: 'search', fault: { kind: 'empty', as } }] });
    await now();
    assert.equal(directory.current().device('EAS000001')?.enrollment, 'enrolled', as);
    assert.ok(
      directory.problems().some(({ code }) => code === 'DIRECTORY_HELD'),
      as,
    );
    const fresh = await startedSync((end) => t.after(end), basicSettings(uem));
    assert.equal(fresh.sync.status()?.problem?.code, 'UEM_EMPTY', as);
    assert.equal(fresh.directory.current().available, false, as);
  }
  assert.equal(sync.status()?.problem, null);
});

test('a mass departure in a delta: its wipes are taken, the rest waits at the door, and what is known ages', async (t) => {
  const { uem, api } = await startedFleet((end) => t.after(end), fleet(60));
  const { directory, sync, pass } = await startedSync((end) => t.after(end), basicSettings(api));
  const loadedAt = () => directory.current().loadedAt;
  const before = loadedAt();
  await uem.change('EAS000001', 'wipe');
  for (const { deviceId } of fleet(40).slice(5)) await uem.change(deviceId, 'unenrol');
  await pass(10 * MINUTE);
  const standing = (id: string) => directory.current().device(id)?.enrollment;
  assert.deepEqual([standing('EAS000001'), standing('EAS000010')], ['wipePending', 'enrolled']);
  assert.notEqual(directory.held(), null);
  assert.equal(sync.status()?.bulks, 2);
  await pass(10 * MINUTE);
  assert.equal(standing('EAS000010'), 'enrolled');
  assert.deepEqual([loadedAt(), sync.status()?.bulks], [before, 2]);
});

test('while a list waits, deltas without much in them make nothing younger', async (t) => {
  const devices = { current: fleet(60) };
  const uem = await startedUem((end) => t.after(end), devices);
  const { directory, now, pass } = await startedSync((end) => t.after(end), basicSettings(uem));
  const before = directory.current().loadedAt;
  devices.current = fleet(20);
  await now();
  assert.notEqual(directory.held(), null);
  await pass(10 * MINUTE);
  assert.equal(directory.current().loadedAt, before);
  devices.current = fleet(60);
  await now();
  assert.equal(directory.held(), null);
  assert.notEqual(directory.current().loadedAt, before);
});

test('a telephone that is enrolled again while its wipe is known: all devices are read, once', async (t) => {
  const first = labDevice(1, { enrollment: 'wipePending' });
  const devices = { current: [first, labDevice(2)] };
  const uem = await startedUem((end) => t.after(end), devices);
  const { sync, pass } = await startedSync((end) => t.after(end), basicSettings(uem));
  const lastSeen = new Date().toISOString();
  const again = labDevice(9, { deviceId: first.deviceId, lastSeen });
  devices.current = [first, labDevice(2), again];
  await pass(10 * MINUTE);
  assert.equal(sync.status()?.bulks, 2);
  await pass(10 * MINUTE);
  assert.equal(sync.status()?.bulks, 2);
});

test('devices, and an ActiveSync id for none of them: refused', async (t) => {
  const current = [1, 2].map((number) => labDevice(number, { deviceId: '' }));
  const uem = await startedUem((end) => t.after(end), { current });
  const { sync, directory } = await startedSync((end) => t.after(end), basicSettings(uem));
  assert.equal(sync.status()?.problem?.code, 'UEM_EMPTY');
  assert.equal(directory.current().available, false);
});

test('a clock that is wrong: deltas are asked in the time of UEM, and it is said', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: fleet(3) });
  uem.set({ clockMs: -3 * HOUR });
  const { sync, pass } = await startedSync((end) => t.after(end), basicSettings(uem));
  assert.equal(sync.status()?.problem?.code, 'UEM_CLOCK');
  await pass(10 * MINUTE);
  const since = uem.requests().flatMap(({ query }) => query['seensince'] ?? []);
  assert.equal(since.length, 1);
  const behind = Date.now() - Date.parse(`${since[0] ?? ''}Z`);
  assert.ok(behind > 3 * HOUR && behind < 4 * HOUR, `${behind} ms`);
});

test('never two syncs at once, and none after the end', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: fleet(3) });
  const { sync, now } = await startedSync((end) => t.after(end), basicSettings(uem));
  const before = uem.requests().length;
  await now();
  const one = uem.requests().length - before;
  assert.equal(one, 1);
  sync.syncNow();
  await sync.close();
  const after = uem.requests().length;
  assert.equal(sync.syncNow(), null);
  assert.ok(uem.requests().length === after && after <= before + 2 * one);
});

test('a sign-in that is refused is not hurried', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: fleet(3) });
  const { user, tenantCode } = uem.credentials;
  const signIn = { kind: 'basic', user, tenantCode, password: 'wrong' } as const;
  const { pass, sync } = await startedSync((end) => t.after(end), basicSettings(uem, { signIn }));
  assert.equal(sync.status()?.problem?.code, 'UEM_SIGN_IN');
  assert.equal(uem.requests().length, 1);
  await pass(14 * MINUTE);
  assert.equal(uem.requests().length, 1);
  await pass(MINUTE);
  assert.equal(uem.requests().length, 2);
});

test('who left before anybody knew the owner is blocked all the same', async (t) => {
  const current = [
    labDevice(1),
    labDevice(2, { enrollment: 'unenrolled', users: ['b@corp.test'] }),
  ];
  const uem = await startedUem((end) => t.after(end), { current });
  uem.set({ forgetsOwner: true });
  const { directory } = await startedSync((end) => t.after(end), basicSettings(uem));
  const left = directory.current().device('EAS000002');
  assert.deepEqual([left?.enrollment, left?.users], ['unenrolled', [NOBODY]]);
  assert.equal(directory.current().resolveUser(NOBODY, {}).kind, 'unreadable');
});
