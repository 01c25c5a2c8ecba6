/** A gateway that is restarted and closed. */
import assert from 'node:assert/strict';
import type { Endable } from './raw-client.ts';
import type { Stream } from '../../../lab/index.ts';
import { basic, password, startHarness } from '../../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../../testing/gateway-harness.ts';
import { openStreams as streamsThrough } from '../../testing/streams.ts';
import type { GatewaySettings, ListenerSettings } from '../../../src-shared/settings/in-force.ts';

export const alice = 'alice@contoso.test';
export const headers = { Authorization: basic(alice) };
export const ewsPath = '/EWS/Exchange.asmx';
export const pingPath =
  '/Microsoft-Server-ActiveSync?Cmd=Ping&User=alice@contoso.test&DeviceId=alicephone&DeviceType=x';

export async function start(t: Endable, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({
    ...options,
    exchange: { hangingConnectionLimit: 1000, ...options.exchange },
  });
  t.after(harness.close);
  return harness;
}

export const withListener = (
  settings: GatewaySettings,
  listener: Partial<ListenerSettings>,
): GatewaySettings => ({ ...settings, listener: { ...settings.listener, ...listener } });
export const withTimes = (
  settings: GatewaySettings,
  drain: number,
  grace: number,
): GatewaySettings => ({
  ...settings,
  restart: { drainSeconds: drain, graceSeconds: grace },
});

export async function restarted(harness: Harness, settings = harness.settings): Promise<number> {
  const result = await harness.gateway.restart(settings);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.port;
}

export const openStreams = (
  { exchange, url }: Harness,
  count: number,
): Promise<readonly Stream[]> => streamsThrough({ exchange, url, user: alice, password }, count);
