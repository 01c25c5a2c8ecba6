// The search for the device header among real requests: of ENS alone, and without any effect on them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { device, startHarness } from '../testing/gateway-harness.ts';
import type { HarnessOptions } from '../testing/gateway-harness.ts';
import { alice, askEas, askEws, easQuery, receivedLines } from '../testing/mail-requests.ts';
import type { EnsSettings } from '../../src-shared/settings/in-force.ts';

const devices = [device('alicephone', alice), device('oldphone', alice, { enrollment: 'wiped' })];
const ens =
  (change: Partial<EnsSettings>): NonNullable<HarnessOptions['settings']> =>
  (settings) => ({
    ...settings,
    compliance: { ...settings.compliance, ens: { ...settings.compliance.ens, ...change } },
  });
const unset = ens({ deviceHeader: null, verdictHeader: null });

test('it looks at requests of ENS alone, changes none, and what it found can be tried', async (t) => {
  const harness = await startHarness({ devices, settings: unset });
  t.after(harness.close);
  const { findHeader } = harness.gateway;
  const send = (ids: string, from = '127.0.0.1') =>
    askEws(harness.port, { from, headers: { 'X-Vendor-Devices': ids } });
  assert.equal((await send('alicephone|oldphone')).status, 200);
  assert.ok(findHeader({ ask: 'search' }).ok);
  await send('alicephone|oldphone', '127.0.0.2');
  assert.equal((await send('alicephone|oldphone')).status, 200);
  await askEas(harness.port, easQuery('FolderSync', 'alicephone'), {
    headers: { 'X-Vendor-Devices': 'alicephone' },
  });
  const state = findHeader({ ask: 'state' });
  assert.ok(state.ok);
  assert.equal(state.value.requests, 1);
  const [found] = state.value.found;
  assert.deepEqual(found, {
    ...{ name: 'X-Vendor-Devices', syntax: { form: 'pipe', key: null }, requests: 1 },
    ...{ understood: 1, ids: 2, known: 2, ofUser: 2, kinds: ['eas'], example: 'a…e' },
  });
  const syntax = { form: 'pipe', key: null } as const;
  assert.ok(findHeader({ ask: 'try', name: 'X-Vendor-Devices', syntax }).ok);
  const passed = await send('oldphone');
  assert.equal(passed.status, 200);
  const tried = findHeader({ ask: 'state' });
  assert.ok(tried.ok);
  assert.deepEqual(tried.value.trial, {
    ...{ name: 'X-Vendor-Devices', syntax: { form: 'pipe', key: null }, requests: 1, without: 0 },
    ...{ understood: 1, refused: [], allowed: 0, blocked: 1, otherwise: 1 },
    reasons: [{ reason: 'DEVICE_WIPED', count: 1 }],
  });
  // It is Exchange's to see all the while: nothing was set.
  assert.deepEqual(receivedLines(harness.exchange.requests.at(-1), 'X-Vendor-Devices'), [
    'oldphone',
  ]);
  // A restart of settings does not end it, and no blocked request is left out.
  harness.setDevices([device('oldphone', alice, { enrollment: 'wiped' })]);
  assert.ok((await harness.gateway.restart(harness.settings)).ok);
  assert.equal((await send('oldphone')).status, 500);
  const after = findHeader({ ask: 'state' });
  assert.ok(after.ok);
  assert.equal(after.value.trial?.requests, 2);
  assert.doesNotMatch(JSON.stringify([harness.warnings, after.value]), /oldphone|alicephone/);
});

test('without a source of ENS there is nobody to look at', async (t) => {
  const harness = await startHarness({ settings: ens({ sources: [] }) });
  t.after(harness.close);
  const asked = harness.gateway.findHeader({ ask: 'search' });
  assert.ok(!asked.ok);
  assert.deepEqual(
    asked.problems.map(({ code, key }) => [code, key]),
    [['ENS_SOURCES', 'compliance.ens.sources']],
  );
});
