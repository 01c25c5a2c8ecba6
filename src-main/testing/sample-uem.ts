/** The lab's UEM over a list of devices that a test makes. */
import { startUemApi, type LabDevice, type UemApi } from '../../lab/index.ts';

export type After = (end: () => void | Promise<void>) => unknown;

export function labDevice(number: number, changes: Partial<LabDevice> = {}): LabDevice {
  return {
    deviceId: `EAS${String(number).padStart(6, '0')}`,
    ids: { udid: `udid-${number}`, serial: `serial-${number}`, uem: String(number) },
    users: [`user${number}@corp.test`],
    ...{ managed: true, compromised: false, encrypted: true },
    lastSeen: '2026-03-01T10:00:00.000Z',
    ...{ platform: 'Apple', model: 'iPhone 15', osVersion: '17.5.1', enrollment: 'enrolled' },
    ...changes,
  };
}

export const fleet = (count: number): readonly LabDevice[] =>
  Array.from({ length: count }, (_each, at) => labDevice(at + 1));

export interface Devices {
  current: readonly LabDevice[];
}

export async function startedUem(
  after: After,
  devices: Devices,
  more: Partial<Parameters<typeof startUemApi>[0]> = {},
): Promise<UemApi> {
  const api = await startUemApi({ devices: () => devices.current, ...more });
  after(() => api.close());
  return api;
}
