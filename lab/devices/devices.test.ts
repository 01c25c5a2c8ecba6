import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startExchange } from '../exchange/server.ts';
import type { Exchange } from '../exchange/types.ts';
import { poll } from '../testing/poll.ts';
import { planFleet, type FleetDevice } from '../uem/fleet.ts';
import { startDevices } from './devices.ts';
import type { DeviceEvent, Devices, DevicesOptions } from './types.ts';

let exchange: Exchange;
let devices: Devices | null = null;
let fleet: readonly FleetDevice[];
let events: DeviceEvent[];

beforeEach(async () => {
  events = [];
  const users = ['ada', 'bob', 'eve'].map((name) => ({
    upn: `${name}@corp.example`,
    password: name,
  }));
  exchange = await startExchange({ users, msPerSecond: 10 });
  fleet = planFleet(1, exchange.users);
});
afterEach(async () => {
  await devices?.close();
  devices = null;
  await exchange.close();
});

function start(options: Partial<DevicesOptions> = {}): Devices {
  devices = startDevices({ fleet, easUrl: exchange.easUrl, retryMs: 20, ...options });
  devices.listen((event) => events.push(event));
  return devices;
}

describe('the sample devices', () => {
  it('greet, then hang in Ping until mail wakes them', async () => {
    start({ heartbeatSeconds: 3540 });
    await poll(() => exchange.hanging().polls === fleet.length);
    const first = fleet[0]!.device.deviceId;
    const commands = events
      .filter(({ deviceId }) => deviceId === first)
      .map(({ command }) => command);
    expect(commands).toEqual(['OPTIONS', 'Provision', 'FolderSync', 'Sync']);
    exchange.deliver(fleet[0]!.owner.upn);
    await poll(() =>
      events.some(({ deviceId, command }) => deviceId === first && command === 'Ping'),
    );
    expect(new Set(events.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('show themselves with id, type, User-Agent and both forms of the query', async () => {
    start({ heartbeatSeconds: 3540 });
    await poll(() => exchange.hanging().polls === fleet.length);
    for (const { device, owner, deviceType, userAgent } of fleet) {
      const sync = exchange.requests.find(
        (request) => request.operation === 'Sync' && request.device?.id === device.deviceId,
      );
      expect(sync).toMatchObject({ user: owner.upn, device: { type: deviceType } });
      expect(sync?.rawHeaders).toContain(userAgent);
    }
    const syncs = exchange.requests.filter(({ operation }) => operation === 'Sync');
    expect(new Set(syncs.map(({ rawUrl }) => rawUrl.includes('Cmd=')))).toEqual(
      new Set([true, false]),
    );
  });

  it('ask again after a refusal, and count it', async () => {
    exchange.set({ faults: [{ operation: 'FolderSync', fault: { kind: 'status', status: 403 } }] });
    const running = start();
    await poll(() => (running.counters().byStatus[403] ?? 0) > 2 * fleet.length);
    expect(running.counters().byCommand['Ping']).toBeUndefined();
    expect(Object.values(running.counters().last)).toContain(403);
    exchange.set({ faults: [{ protocol: 'eas', fault: { kind: 'reset' } }] });
    await poll(() => (running.counters().byStatus[0] ?? 0) > fleet.length);
  });

  it('move to another place, and leave nothing behind when they end', async () => {
    const running = start({ easUrl: null, heartbeatSeconds: 3540 });
    expect(exchange.requests).toHaveLength(0);
    running.setEasUrl(exchange.easUrl);
    await poll(() => exchange.hanging().polls === fleet.length);
    await running.close();
    await poll(() => exchange.connections() === 0);
    expect(exchange.hanging().polls).toBe(0);
  });
});
