/** Clients that are blocked. */
import assert from 'node:assert/strict';
import { device } from '../../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../../testing/gateway-harness.ts';
import { alice, askEws, bob, easQuery } from '../../testing/mail-requests.ts';
import type { GatewaySettings } from '../../../src-shared/settings/in-force.ts';

export const blocked = [
  device('alicephone', alice, { enrollment: 'wiped' }),
  device('bobphone', bob),
];
export const detail = /DEVICE_WIPED|was wiped/;
export const undetailed = /Access blocked by policy\. Request [0-9a-f-]{36}\./;
export const far = { from: '127.0.0.2' };
export const sync = easQuery('FolderSync', 'alicephone');

export function answering(
  change: Partial<Pick<GatewaySettings['compliance'], 'ewsBlockAnswer' | 'easBlockAnswer'>>,
): NonNullable<HarnessOptions['settings']> {
  return (settings) => ({ ...settings, compliance: { ...settings.compliance, ...change } });
}

/** Alice may pass, proves herself from 127.0.0.2, and is blocked afterwards. */
export async function proveAndBlock(harness: Harness): Promise<void> {
  assert.equal((await askEws(harness.port, far)).status, 200);
  harness.setDevices(blocked);
}
