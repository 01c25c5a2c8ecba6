import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClient } from '../client.ts';
import { userDirectory } from '../exchange/auth/users.ts';
import { planPeople } from '../people.ts';
import { seededRandom } from '../random.ts';
import { poll } from '../testing/poll.ts';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { changed, nextStep } from './change.ts';
import { planFleet } from './fleet.ts';
import type { LabDevice, Uem } from './types.ts';
import { startUem } from './uem.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const users = userDirectory(planPeople(7, 6)).list;
const devices = planFleet(7, users, NOW).map(({ device }) => device);
const first = devices[0]!;
let folder: string;
let file: string;
let uem: Uem | null = null;

beforeEach(async () => {
  folder = temporaryFolder(onTestFinished, 'lab-uem');
  file = join(folder, 'config', 'devices.json');
});
afterEach(async () => {
  await uem?.close();
  uem = null;
});

async function onDisk(): Promise<LabDevice[]> {
  return JSON.parse(await readFile(file, 'utf8')) as LabDevice[];
}

describe('the fleet', () => {
  it('is the same for the same seed, and another for another', () => {
    const again = planFleet(7, userDirectory(planPeople(7, 6)).list, NOW);
    expect(again.map(({ device }) => device)).toEqual(devices);
    expect(planFleet(8, users, NOW).map(({ device }) => device)).not.toEqual(devices);
    expect(new Set(devices.map(({ deviceId }) => deviceId)).size).toBe(devices.length);
  });

  it('keeps passwords out of the seed', () => {
    const passwords = [planPeople(7, 1), planPeople(7, 1)].map(([user]) => user?.password);
    expect(passwords[0]).not.toBe(passwords[1]);
  });
});

describe('the sample UEM', () => {
  it('writes the fleet at the start and after each change, whole', async () => {
    uem = await startUem({ devices, file, wipeMs: 30 });
    expect(await onDisk()).toEqual(devices);
    await uem.change(first.deviceId, 'compromise');
    expect((await onDisk())[0]).toMatchObject({ deviceId: first.deviceId, compromised: true });
    await uem.change(first.deviceId, 'delete');
    expect(await onDisk()).toHaveLength(devices.length - 1);
    await uem.change(first.deviceId, 'enrol');
    expect((await onDisk()).find(({ deviceId }) => deviceId === first.deviceId)).toMatchObject({
      ...{ enrollment: 'enrolled', compromised: false },
    });
    expect(await readdir(join(folder, 'config'))).toEqual(['devices.json']);
  });

  it('wipes in two steps, unless the device enrolled again in between', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    uem = await startUem({ devices, file, wipeMs: 40 });
    const seen: string[] = [];
    uem.listen(({ action }) => seen.push(action));
    await uem.change(first.deviceId, 'wipe');
    expect((await onDisk())[0]?.enrollment).toBe('wipePending');
    vi.advanceTimersByTime(40);
    expect(uem.devices()[0]?.enrollment).toBe('wiped');
    await uem.change(first.deviceId, 'wipe');
    await uem.change(first.deviceId, 'enrol');
    vi.advanceTimersByTime(40);
    expect(uem.devices()[0]?.enrollment).toBe('enrolled');
    expect(seen).toEqual(['wipe', 'wiped', 'wipe', 'enrol']);
  });

  it('is controlled by HTTP with its token only', async () => {
    uem = await startUem({ devices, file: null });
    const { url, token } = uem;
    const client = createClient();
    const call = (method: string, path: string, given = token) =>
      client.call({ url: url + path, method, headers: { Authorization: `Bearer ${given}` } });
    const list = await call('GET', '/devices');
    expect(JSON.parse(list.body.toString())).toEqual(devices);
    const done = await call('POST', `/devices/${first.deviceId}/unenrol`);
    expect(JSON.parse(done.body.toString())).toMatchObject({
      device: { enrollment: 'unenrolled' },
    });
    expect((await call('GET', '/devices', 'wrong')).status).toBe(401);
    expect((await call('POST', '/devices/none/wipe')).status).toBe(404);
    expect((await call('POST', `/devices/${first.deviceId}/explode`)).status).toBe(404);
    expect((await call('GET', '/')).status).toBe(404);
    client.close();
  });

  it('lets things happen by itself while it is told to', async () => {
    uem = await startUem({ devices, file: null, timelineMs: 5, wipeMs: 1 });
    let count = 0;
    uem.listen(() => (count += 1));
    await poll(() => count > 20);
    uem.setTimeline(null);
  });
});

describe('the timeline', () => {
  const run = (seed: number): { steps: string[]; worst: number } => {
    const random = seededRandom(seed, 'timeline');
    const fleet = new Map<string, LabDevice | null>(
      devices.map((device) => [device.deviceId, device]),
    );
    const steps: string[] = [];
    let worst = 0;
    for (let index = 0; index < 300; index += 1) {
      const step = nextStep(
        random,
        [...fleet].map(([deviceId, device]) => ({ deviceId, device })),
      );
      if (step === null) continue;
      const device =
        fleet.get(step.deviceId) ?? devices.find(({ deviceId }) => deviceId === step.deviceId)!;
      fleet.set(
        step.deviceId,
        changed(device, step.action === 'wipe' ? 'wiped' : step.action, NOW),
      );
      steps.push(`${step.action} ${step.deviceId}`);
      const ill = [...fleet.values()].filter(
        (each) => each?.enrollment !== 'enrolled' || each.compromised,
      );
      worst = Math.max(worst, ill.length);
    }
    return { steps, worst };
  };

  it('is the same for the same seed, shows every action, and leaves most devices in order', () => {
    const { steps, worst } = run(3);
    expect(run(3).steps).toEqual(steps);
    expect(run(4).steps).not.toEqual(steps);
    const actions = new Set(steps.map((step) => step.split(' ')[0]));
    expect([...actions].sort()).toEqual([
      'compromise',
      'delete',
      'enrol',
      'restore',
      'unenrol',
      'wipe',
    ]);
    expect(worst).toBeLessThanOrEqual(Math.ceil(devices.length / 3));
  });
});
