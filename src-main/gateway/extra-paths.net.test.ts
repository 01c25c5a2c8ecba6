/** Paths that are served besides the built-in ones, because a setting names them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endable } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import type { Tap } from './testing/tap.ts';
import { basic, device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const path = '/autodiscover/autodiscover.xml';
const alice = 'alice@contoso.test';

const extra = (settings: GatewaySettings): GatewaySettings => ({
  ...settings,
  compliance: { ...settings.compliance, ens: { ...settings.compliance.ens, sources: [] } },
  listener: { ...settings.listener, extraPaths: ['/Autodiscover/Autodiscover.xml', '/OAB/'] },
});

async function start(
  t: Endable,
  change: (settings: GatewaySettings) => GatewaySettings = extra,
): Promise<{ harness: Harness; tap: Tap }> {
  const tap = await startTap();
  const harness = await startHarness({ settings: (given) => change(towards(tap.port)(given)) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  return { harness, tap };
}

function call(harness: Harness, target: string, method = 'POST', user = alice): Promise<Reply> {
  const headers = { Authorization: basic(user) };
  return ask(harness.port, {
    path: target,
    method,
    headers,
    ...(method === 'POST' ? { body: '<not soap' } : {}),
  });
}

test('the exact path, in any letter case, by four methods; its body is not looked into', async (t) => {
  const { harness, tap } = await start(t);
  for (const method of ['POST', 'GET', 'HEAD', 'OPTIONS'])
    assert.equal((await call(harness, path, method)).status, 200, method);
  assert.equal((await call(harness, '/oab/?a=b%20c')).status, 200);
  assert.deepEqual(
    tap.requests.map(({ method, target }) => `${method} ${target}`),
    [
      ...['POST', 'GET', 'HEAD', 'OPTIONS'].map(
        (method) => `${method} /Autodiscover/Autodiscover.xml`,
      ),
      'POST /OAB/?a=b%20c',
    ],
  );
  assert.equal(tap.requests[0]?.body, '<not soap');
  const { protocol, reason, operation } = harness.events()[0] ?? {};
  assert.deepEqual([protocol, reason, operation], ['ews', 'COMPLIANT', null]);
});

test('nothing beside it, above it or below it', async (t) => {
  const { harness, tap } = await start(t);
  for (const target of [
    ...[
      '/autodiscover/',
      '/autodiscover',
      '/autodiscover/autodiscover.xml/',
      '/OAB',
      '/OAB/x',
      '/OAB//',
    ],
    ...['/autodiscover/autodiscover.json', '/OAB/../owa/', '/OAB/%2e%2e/owa', '/OAB/?a=/owa'],
    '/autodiscover/autodiscover.xml?@evil/owa',
  ])
    assert.equal((await call(harness, target)).status, 404, target);
  assert.equal((await call(harness, path, 'PUT')).status, 405);
  assert.equal((await call(harness, path, 'TRACE')).status, 405);
  assert.equal(tap.connections(), 0);
});

test('without the setting there is no Autodiscover, and no EWS means none of these', async (t) => {
  const { harness: plain } = await start(t, (settings) => settings);
  assert.equal((await call(plain, path)).status, 404);
  const off = (settings: GatewaySettings): GatewaySettings => ({
    ...extra(settings),
    vendor: { ...settings.vendor, ewsProxy: false },
  });
  const { harness, tap } = await start(t, off);
  assert.equal((await call(harness, path)).status, 404);
  assert.equal(harness.events().at(-1)?.reason, 'EWS_PROXY_OFF');
  assert.equal(tap.connections(), 0);
});

test('devices, users and the notification service count as for EWS', async (t) => {
  const { harness, tap } = await start(t);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wipePending' })]);
  const blocked = await call(harness, path);
  assert.equal(blocked.status, 500);
  assert.match(blocked.body, /ErrorAccessDenied/);
  assert.equal((await call(harness, path, 'GET')).status, 500);
  assert.equal(tap.connections(), 0);
  const nobody = await ask(harness.port, { path, method: 'GET' });
  assert.equal(nobody.status, 403, 'no content for nobody');

  const only = (settings: GatewaySettings): GatewaySettings => {
    const { ens } = settings.compliance;
    const elsewhere = { ...ens, sources: ['192.0.2.1/32'] };
    const moved = { ...settings, compliance: { ...settings.compliance, ens: elsewhere } };
    return withPolicies(extra(moved), { onlyEnsMayUseEws: true });
  };
  const { harness: closed } = await start(t, only);
  await call(closed, path);
  assert.equal(closed.events().at(-1)?.reason, 'ENS_ONLY');
});

test('an answer there proves no credential: nothing says that Exchange asks for one', async (t) => {
  const { harness } = await start(t);
  assert.equal((await call(harness, path)).status, 200);
  assert.equal(harness.events().at(-1)?.identity, 'claimed');
  harness.setDevices([device('alicephone', alice, { enrollment: 'wipePending' })]);
  const blocked = await call(harness, path);
  assert.doesNotMatch(blocked.body, /DEVICE_|ALL_/);
});

test('a path that is no longer named is gone with the next generation', async (t) => {
  const { harness } = await start(t);
  assert.equal((await call(harness, path)).status, 200);
  const { listener } = harness.settings;
  const next = { ...harness.settings, listener: { ...listener, extraPaths: [] } };
  assert.ok((await harness.gateway.restart(next)).ok);
  assert.equal((await call(harness, path)).status, 404);
});
