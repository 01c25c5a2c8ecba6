import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { startExchange } from '../../lab/index.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { openGateway } from '../gateway/gateway.ts';
import { eventually, type Endable } from '../gateway/testing/raw-client.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { addressOf, device, settingsFor, users } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';
import { alice, askEws } from '../testing/mail-requests.ts';
import { makeTemporary } from '../testing/temporary-folder.ts';
import type { EnginePlaces } from './engine.ts';
import { localEngine } from './local.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const accessLog = { users: false, maxBytes: 1_000_000, files: 2 };

async function start(t: Endable, change: Partial<GatewaySettings>) {
  const { path: home, remove } = makeTemporary('operations');
  const ends: (() => unknown)[] = [remove];
  // node:test goes from the first to the last: the folder would be gone while the engine still writes.
  t.after(async () => {
    for (const end of ends.reverse()) await end();
  });
  const directoryFile = join(home, 'devices.json');
  writeFileSync(directoryFile, JSON.stringify([device('D1', alice)]));
  const places: EnginePlaces = {
    journal: join(home, 'journal'),
    directory: join(home, 'directory'),
    overrides: join(home, 'overrides.json'),
    logs: join(home, 'logs'),
    adminToken: join(home, 'admin-token'),
    revocationLists: join(home, 'revocation-lists'),
  };
  mkdirSync(places.logs);
  const exchange = await startExchange({ users });
  ends.push(exchange.close);
  const engine = localEngine({
    parts: { ...fakeEngine, openGateway },
    ...{ places, log: quiet, now: () => new Date() },
  });
  const plain = settingsFor(addressOf(exchange));
  const compliance = { ...plain.compliance, directoryFile };
  const settings: GatewaySettings = { ...plain, compliance, ...change };
  const opened = await engine.open(settings);
  assert.ok(opened.ok, JSON.stringify(opened));
  ends.push(engine.close);
  const operations = async () => {
    const status = await engine.status();
    assert.ok(status.ok);
    return status.value.operations;
  };
  const adminPort = async (): Promise<number> =>
    Number(new URL((await operations()).adminUrl ?? 'http://nowhere').port);
  const admin = async (path: string) => {
    const token = readFileSync(places.adminToken, 'utf8').trim();
    const headers = { Authorization: `Bearer ${token}` };
    return ask(await adminPort(), { method: 'GET', path, headers });
  };
  return { engine, settings, places, operations, admin, adminPort, port: opened.value.port };
}

test('each request is counted and has its line, one that was not stored as well', async (t) => {
  const { port, admin, places, engine } = await start(t, { admin: { port: 0 }, accessLog });
  assert.equal((await askEws(port)).status, 200);
  for (let number = 0; number < 25; number += 1) {
    assert.equal((await ask(port, { method: 'GET', path: '/owa/?user=alice' })).status, 404);
  }
  assert.equal((await admin('/health/ready')).status, 200);
  const { body } = await admin('/metrics');
  const has = (line: string): void =>
    assert.ok(body.split('\n').includes(line), `${line}\n${body}`);
  has(
    'sallyport_requests_total{protocol="ews",verdict="allowed",reason="COMPLIANT",status="2xx"} 1',
  );
  has(
    'sallyport_requests_total{protocol="other",verdict="blocked",reason="ROUTE_UNKNOWN",status="4xx"} 25',
  );
  has('sallyport_unstored_refusals_total 5');
  has('sallyport_directory_devices 1');
  await engine.close();
  const text = readFileSync(join(places.logs, 'access.jsonl'), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(lines.length, 26);
  assert.equal(lines[0]?.['route'], 'ews');
  assert.equal(lines[0]['path'], '/EWS/Exchange.asmx');
  assert.equal(lines[0]['answeredBy'], 'exchange');
  assert.equal(lines.at(-1)?.['path'], '/owa/');
  assert.equal(lines.at(-1)?.['reason'], 'ROUTE_UNKNOWN');
  assert.doesNotMatch(text, /alice/);
});

test('what was turned away before it was a request is counted, too', async (t) => {
  const { port, admin, engine, settings } = await start(t, { admin: { port: 0 } });
  const garbage = net.connect(port, '127.0.0.1');
  t.after(() => void garbage.destroy());
  garbage.write('no HTTP at all\r\n\r\n');
  garbage.resume();
  await once(garbage, 'close');
  const { listener } = settings;
  const limits = { ...listener.limits, connections: 0 };
  assert.ok((await engine.restart({ ...settings, listener: { ...listener, limits } })).ok);
  await assert.rejects(askEws(port));
  const lines = (await admin('/metrics')).body.split('\n');
  for (const line of [
    'sallyport_early_refusals_total{reason="REQUEST_MALFORMED"} 1',
    'sallyport_connections_turned_away_total{reason="total"} 1',
    'sallyport_connections_turned_away_total{reason="address"} 0',
  ]) {
    assert.ok(lines.includes(line), line);
  }
});

test('a restart turns them on, moves and turns them off, and the counters go on', async (t) => {
  const { engine, settings, port, admin, adminPort, operations } = await start(t, {});
  assert.deepEqual(await operations(), { adminUrl: null, problems: [] });
  await askEws(port);
  const on = { ...settings, admin: { port: 0 } };
  assert.ok((await engine.restart(on)).ok);
  const first = await adminPort();
  assert.ok((await engine.restart(on)).ok);
  assert.equal(await adminPort(), first, 'the same settings leave it alone');
  await askEws(port);
  assert.match((await admin('/metrics')).body, /^sallyport_requests_total\{.*\} 1$/m);
  assert.ok((await engine.restart(settings)).ok);
  assert.deepEqual(await operations(), { adminUrl: null, problems: [] });
  await assert.rejects(ask(first, { method: 'GET', path: '/health/live' }));
  assert.ok((await engine.restart(on)).ok);
  assert.match((await admin('/metrics')).body, /^sallyport_requests_total\{.*\} 1$/m);
  assert.match((await admin('/metrics')).body, /^sallyport_restarts_total 4$/m);
});

test('a port that is taken stops no mail, and the next restart tries again', async (t) => {
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => void other.close());
  const address = other.address();
  const taken = address !== null && typeof address === 'object' ? address.port : 0;
  const { engine, settings, port, operations } = await start(t, { admin: { port: taken } });
  const codes = ({ problems }: { problems: readonly Problem[] }): readonly string[] =>
    problems.map(({ code }) => code);
  assert.deepEqual(codes(await operations()), ['ADMIN_UNAVAILABLE']);
  assert.equal((await askEws(port)).status, 200);
  await new Promise((resolve) => other.close(resolve));
  assert.ok((await engine.restart(settings)).ok);
  assert.deepEqual(await operations(), {
    adminUrl: `http://127.0.0.1:${String(taken)}`,
    problems: [],
  });
});

test('while it stops it says so, and answers until the last request is over', async (t) => {
  const { engine, port, admin } = await start(t, { admin: { port: 0 } });
  const open = net.connect(port, '127.0.0.1');
  t.after(() => void open.destroy());
  open.write('POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: gw\r\nContent-Length: 9\r\n\r\n');
  let requests = 0;
  await eventually(() => {
    void engine.status().then((is) => (requests = is.ok ? is.value.gateway.requests : 0));
    return requests === 1;
  });
  const drained = engine.drain();
  const ready = await admin('/health/ready');
  assert.equal(ready.status, 503);
  assert.match(ready.body, /DRAINING/);
  assert.equal((await admin('/health/live')).status, 200);
  open.destroy();
  await drained;
});

test('an access log that cannot be written stops no mail, and status says so', async (t) => {
  const { port, places, operations, engine, settings } = await start(t, {});
  // A folder where the file should be: the same for root, whom no mode holds back.
  mkdirSync(join(places.logs, 'access.jsonl'));
  assert.ok((await engine.restart({ ...settings, accessLog })).ok);
  assert.equal((await askEws(port)).status, 200);
  let found: readonly Problem[] = [];
  await eventually(() => {
    void operations().then(({ problems }) => (found = problems));
    return found.length > 0;
  });
  assert.equal(found[0]?.code, 'ACCESS_LOG_FAILING');
  assert.match(found[0].message, /it is a folder. 1 lines were dropped/);
  assert.equal((await askEws(port)).status, 200);
});
