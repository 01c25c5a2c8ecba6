/** A gateway before an Exchange that fails, and what must hold all the same. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { startHarness } from '../../testing/gateway-harness.ts';
import type { Harness } from '../../testing/gateway-harness.ts';
import type { Reply } from '../../testing/http-client.ts';
import { askEws } from '../../testing/mail-requests.ts';
import { rawUpstream, wholeAnswer } from '../../testing/raw-upstream.ts';
import type { RawUpstream } from '../../testing/raw-upstream.ts';
import type { GatewaySettings } from '../../../src-shared/settings/in-force.ts';

export function withTimeout(seconds: number, scheme: 'http' | 'https' = 'http', port?: number) {
  return (settings: GatewaySettings): GatewaySettings => {
    const { address } = settings.emailServer;
    return {
      ...settings,
      emailServer: {
        ...settings.emailServer,
        timeoutSeconds: seconds,
        address: { ...address, scheme, port: port ?? address.port },
      },
    };
  };
}

/** A gateway before a server whose first answer is `first` and whose further ones are as they should be. */
export async function beforeRaw(
  t: { after: (close: () => Promise<void>) => void },
  first: (socket: Socket) => void,
): Promise<{ harness: Harness; upstream: RawUpstream }> {
  const upstream = await rawUpstream((socket, count) => {
    if (count === 1) first(socket);
    else socket.write(wholeAnswer('sound'));
  });
  t.after(upstream.close);
  const harness = await startHarness({ settings: withTimeout(5, 'http', upstream.port) });
  t.after(harness.close);
  return { harness, upstream };
}

export async function assertServesNext(harness: Harness): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    const next = await askEws(harness.port);
    assert.deepEqual([next.status, next.body, next.complete], [200, 'sound', true]);
  }
}

/** Fails unless the one event so far says what the client saw. */
export async function assertRecorded(
  harness: Harness,
  reply: Reply,
  reason: string,
): Promise<void> {
  const event = await harness.event(({ seq, status }) => seq === 1 && status !== null);
  assert.deepEqual([event.status, event.reason], [reply.status, reason]);
}
