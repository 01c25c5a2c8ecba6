/** A house of many devices: each with three ids and three names of its owner; one owner in ten has two. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { DeviceInput } from '../../src-shared/devices.ts';

const models = ['iPhone 15 Pro', 'iPhone 14', 'Pixel 8', 'Galaxy S24'];
const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');
/** Spreads what counts up, so that ids do not resemble each other. */
const spread = (nth: number): number => Math.imul(nth + 1, 0x9e3779b1) >>> 0;

export const ownerOf = (nth: number): string => `user.${nth - (nth % 10 === 9 ? 1 : 0)}`;
export const easIdOf = (nth: number): string =>
  `${hex(spread(nth), 8)}${hex(nth, 24)}`.toUpperCase();
export const uemIdOf = (nth: number): string => String(1_000_000 + nth);

export function deviceOf(nth: number, more: Partial<DeviceInput> = {}): DeviceInput {
  const owner = ownerOf(nth);
  const udid = `${hex(spread(nth), 8)}-${hex(spread(~nth), 8)}${hex(nth, 8)}`.toUpperCase();
  return {
    deviceId: easIdOf(nth),
    ids: { udid, serial: `F2L${hex(spread(nth), 8)}`.toUpperCase(), uem: uemIdOf(nth) },
    users: [`${owner}@contoso.test`, `${owner}@corp.contoso.test`, `CONTOSO\\${owner}`],
    managed: true,
    compromised: false,
    encrypted: true,
    lastSeen: new Date(1_773_000_000_000 + (spread(nth) % 86_400_000)).toISOString(),
    platform: nth % 4 < 2 ? 'iOS' : 'Android',
    model: models[nth % 4] ?? null,
    osVersion: `17.${nth % 7}.${nth % 3}`,
    activeSyncProfile: true,
    enrollment: 'enrolled',
    ...more,
  };
}

export async function writeFeed(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('[\n');
  for (let nth = 0; nth < count; nth += 1) {
    const line = `${JSON.stringify(deviceOf(nth))}${nth + 1 < count ? ',' : ''}\n`;
    if (!stream.write(line)) await new Promise((drained) => stream.once('drain', drained));
  }
  stream.end(']\n');
  await finished(stream);
}
