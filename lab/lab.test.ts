import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../src-main/testing/temporary-folder.ts';
import { basicAuthorization, createClient } from './client.ts';
import { startLab, type Lab, type LabOptions } from './lab.ts';
import { seededRandom } from './random.ts';
import { poll, quietFor } from './testing/poll.ts';
import { nextMail } from './traffic.ts';

let lab: Lab | null = null;
let home: string | null = null;

afterEach(async () => {
  await lab?.close();
  [lab, home] = [null, null];
});

async function start(options: LabOptions): Promise<Lab> {
  lab = await startLab({ users: 4, seed: 5, timelineMs: null, ...options });
  return lab;
}

/** ActiveSync ids, as the REST API of the sample UEM gives them. */
async function devicesOf({ uemApi }: Lab['listening']): Promise<readonly string[]> {
  const client = createClient();
  const { body } = await client.call({
    url: `${uemApi.url}/API/mdm/devices/search`,
    headers: {
      Authorization: basicAuthorization(uemApi.user, uemApi.password),
      'aw-tenant-code': uemApi.tenantCode,
    },
  });
  client.close();
  const { Devices } = JSON.parse(body.toString()) as { readonly Devices: { EasId: string }[] };
  return Devices.map(({ EasId }) => EasId).sort();
}

describe('the lab', () => {
  it('waits for a gateway, then lets ENS and devices work; here Exchange itself stands in for it', async () => {
    const running = await start({ rate: 50 });
    expect(running.exchange.requests).toHaveLength(0);
    running.setGateway(running.exchange.url);
    await poll(
      () =>
        running.ens.counters().pushed > 20 &&
        (running.devices.counters().byCommand['Sync'] ?? 0) > 8,
    );
    expect(running.ens.counters()).toMatchObject({ subscribed: 4, refused: 0 });
    expect(Object.keys(running.devices.counters().byStatus)).toEqual(['200']);
    running.setGateway(null);
    await poll(() => running.exchange.hanging().polls === 0);
    // What was on its way still arrives; then nothing comes for ten times as long as between two mails.
    await poll(quietFor(200, () => running.exchange.requests.length));
  });

  it('prints users with their devices, which UEM knows, the same people for the same seed', async () => {
    const first = (await start({})).listening;
    await lab?.close();
    const second = (await start({})).listening;
    const shown = ({ users }: typeof first) =>
      users.map(({ user, devices }) => ({ user, devices }));
    expect(shown(second)).toEqual(shown(first));
    expect(second.users[0]?.password).not.toBe(first.users[0]?.password);
    expect(first.users.every(({ devices }) => devices.length > 0)).toBe(true);
    expect(await devicesOf(second)).toEqual(second.users.flatMap(({ devices }) => devices).sort());
  });

  it('goes to loopback only', async () => {
    const running = await start({});
    expect(() => running.setGateway('http://mail.example')).toThrow('loopback only');
  });

  it('prepares the home of a gateway without touching what is there', async () => {
    home = temporaryFolder(onTestFinished, 'lab-home');
    const running = await start({ home });
    const config = join(home, 'config');
    const mem: unknown = JSON.parse(await readFile(join(config, 'mem-configuration.json'), 'utf8'));
    expect(mem).toMatchObject({
      ...{
        schemaVersion: 1,
        emailServer: { hostAndPort: running.exchange.url, timeoutSeconds: 30 },
      },
      compliance: { mode: 'enforce', ens: { deviceHeader: running.listening.deviceHeader } },
    });
    const devices: unknown = JSON.parse(await readFile(join(config, 'devices.json'), 'utf8'));
    expect(devices).toEqual(running.uem.devices());
    await running.close();
    await writeFile(join(config, 'mem-configuration.json'), '{}');
    await start({ home });
    expect(await readFile(join(config, 'mem-configuration.json'), 'utf8')).toBe('{}');
  });
});

it('plans the same mails for the same seed', () => {
  const plan = (seed: number): unknown[] => {
    const random = seededRandom(seed, 'traffic');
    return Array.from({ length: 50 }, () => nextMail(random, ['a', 'b', 'c'], 2));
  };
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});
