/** How many connections one address may have, and all together. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { connectRaw, eventually } from './testing/raw-client.ts';
import type { Endable, RawClient } from './testing/raw-client.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import type { GatewaySettings, ListenerSettings } from '../../src-shared/settings/in-force.ts';

const capped =
  (connections: number, connectionsPerAddress: number, more: Partial<ListenerSettings> = {}) =>
  (settings: GatewaySettings): GatewaySettings => {
    const { listener, compliance } = settings;
    const limits = { ...listener.limits, connections, connectionsPerAddress };
    return {
      ...settings,
      listener: { ...listener, host: '0.0.0.0', ...more, limits },
      compliance: { ...compliance, ens: { ...compliance.ens, sources: ['127.0.0.77/32'] } },
    };
  };

async function start(t: Endable, settings: ReturnType<typeof capped>): Promise<Harness> {
  const harness = await startHarness({ settings });
  t.after(harness.close);
  return harness;
}

function connect({ port }: Harness, localAddress = '127.0.0.1'): RawClient {
  return connectRaw(net.connect({ port, host: '127.0.0.1', localAddress }));
}

const connected = ({ gateway }: Harness, count: number): Promise<void> =>
  eventually(() => gateway.status().connections === count, `${String(count)} connections`);

test('an address that has its number is turned away at once; others come in', async (t) => {
  const harness = await start(t, capped(100, 3));
  const inside = [connect(harness), connect(harness), connect(harness)];
  await connected(harness, 3);
  for (let count = 0; count < 5; count += 1) assert.equal(await connect(harness).closed, '');
  const other = connect(harness, '127.0.0.9');
  await connected(harness, 4);
  assert.deepEqual(harness.gateway.refused().connections, { plain: 0, total: 0, address: 5 });
  assert.deepEqual(
    harness.warnings.map(({ client, connections }) => [client, connections]),
    [['127.0.0.1', 3]],
  );
  assert.deepEqual(harness.events(), []);
  inside[0]?.socket.destroy();
  await connected(harness, 3);
  const again = connect(harness);
  await connected(harness, 4);
  for (const { socket } of [...inside, other, again]) socket.destroy();
  await connected(harness, 0);
});

test('all together have a number too, whoever asks, and one line says so', async (t) => {
  const harness = await start(t, capped(4, 3));
  const inside = ['127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.77'].map((from) =>
    connect(harness, from),
  );
  await connected(harness, 4);
  for (const from of ['127.0.0.6', '127.0.0.7', '127.0.0.77'])
    assert.equal(await connect(harness, from).closed, '');
  assert.deepEqual(harness.gateway.refused().connections, { plain: 0, total: 3, address: 0 });
  assert.equal(harness.warnings.length, 1);
  for (const { socket } of inside) socket.destroy();
});

test('balancers and notification services have no number of their own', async (t) => {
  const harness = await start(t, capped(100, 2, { balancers: ['127.0.0.2/32', '127.0.0.77/32'] }));
  const clients = ['127.0.0.2', '127.0.0.77'].flatMap((from) =>
    Array.from({ length: 6 }, () => connect(harness, from)),
  );
  await connected(harness, 12);
  for (const { socket } of clients) socket.destroy();
});

test('a gateway that listens on this machine only counts all of its proxies together', async (t) => {
  const harness = await start(t, capped(4, 2, { host: '127.0.0.1' }));
  const inside = Array.from({ length: 4 }, () => connect(harness));
  await connected(harness, 4);
  assert.equal(await connect(harness).closed, '');
  assert.deepEqual(harness.gateway.refused().connections, { plain: 0, total: 1, address: 0 });
  for (const { socket } of inside) socket.destroy();
});

test('behind TLS they are closed before the handshake, and those in one count', async (t) => {
  const tls = listenerCertificate('gateway');
  const harness = await start(t, capped(100, 2, { tls, balancers: ['127.0.0.2/32'] }));
  const inside = [connect(harness), connect(harness)];
  await connected(harness, 2);
  assert.equal(await connect(harness).closed, '');
  const ens = Array.from({ length: 4 }, () => connect(harness, '127.0.0.77'));
  await connected(harness, 6);
  for (const { socket } of [...inside, ...ens]) socket.destroy();
  await connected(harness, 0);
});

test('a restart puts another number in force, and keeps who is connected', async (t) => {
  const harness = await start(t, capped(100, 3));
  const inside = [connect(harness), connect(harness), connect(harness)];
  await connected(harness, 3);
  assert.ok((await harness.gateway.restart(capped(100, 1)(harness.settings))).ok);
  assert.equal(await connect(harness).closed, '');
  assert.ok(inside.every(({ socket }) => !socket.destroyed));
  assert.ok((await harness.gateway.restart(capped(100, 4)(harness.settings))).ok);
  const fourth = connect(harness);
  await connected(harness, 4);
  for (const { socket } of [...inside, fourth]) socket.destroy();
});
