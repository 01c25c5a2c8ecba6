import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAdmin } from './admin.ts';
import type { Health } from './health.ts';
import { createMetrics } from './metrics.ts';
import type { Numbers } from './numbers.ts';
import type { Endable } from '../gateway/testing/raw-client.ts';
import type { FinishedRequest } from '../gateway/types.ts';
import { eventFor } from '../testing/journal-event.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

const numbers: Numbers = {
  ...{ generation: 3, restarts: 2, requests: 4, streams: 5, connections: 6, accessLogDropped: 7 },
  journal: { waiting: 8, dropped: 9, failing: true },
  directory: { devices: 10, ageSeconds: 11.5 },
  push: { lastAt: 1_700_000_000_000, accepted: { records: 15 }, refused: { replay: 16 } },
  refused: {
    connections: { plain: 12, total: 0, address: 13 },
    early: { REQUEST_MALFORMED: 14 },
  },
};
const well: Health = { listening: true, draining: false, blind: false, exchange: 'unknown' };
const request: FinishedRequest = {
  ...{ method: 'POST', target: '/', route: 'ews', lasting: false, stored: true },
};

async function start(t: Endable) {
  const tokenFile = join(
    temporaryFolder((remove) => t.after(remove), 'admin'),
    'admin-token',
  );
  const metrics = createMetrics(() => numbers);
  const state = { health: well };
  let warnings: readonly string[] = [];
  const opened = await openAdmin(0, {
    ...{ tokenFile, metrics: metrics.render, health: () => state.health },
    tokenRead: (problems) => {
      warnings = problems.map(({ message }) => message);
    },
    log: { error: (_fields, message) => assert.fail(message) },
  });
  assert.ok(opened.ok);
  t.after(opened.value.close);
  const port = Number(new URL(opened.value.url).port);
  const token = (): string => readFileSync(tokenFile, 'utf8').trim();
  return { port, state, metrics, tokenFile, token, warnings: () => warnings };
}

/** Exactly these lines; the whole answer as text. */
async function raw(port: number, ...lines: readonly string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const part of socket) text += String(part);
  return text;
}

function get(port: number, path: string, ...lines: readonly string[]): Promise<string> {
  const host = `Host: 127.0.0.1:${String(port)}`;
  return raw(port, `GET ${path} HTTP/1.1`, host, ...lines);
}

const status = (answer: string): number => Number(answer.split(' ')[1]);
const body = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

test('says that it lives, and whether it should be sent mail, with reasons', async (t) => {
  const { port, state } = await start(t);
  assert.equal(status(await get(port, '/health/live')), 200);
  assert.deepEqual(JSON.parse(body(await get(port, '/health/ready'))), {
    ready: true,
    reasons: [],
  });
  const cases = [
    [{ ...well, listening: false }, 'NOT_LISTENING'],
    [{ ...well, listening: false, draining: true }, 'DRAINING'],
    [{ ...well, blind: true }, 'DIRECTORY_UNAVAILABLE'],
    [{ ...well, exchange: 'unreachable' }, 'UPSTREAM_UNREACHABLE'],
  ] as const;
  for (const [health, code] of cases) {
    state.health = health;
    const answer = await get(port, '/health/ready');
    assert.equal(status(answer), 503);
    const { ready, reasons } = JSON.parse(body(answer)) as {
      ready: boolean;
      reasons: readonly { code: string }[];
    };
    assert.equal(ready, false);
    assert.deepEqual(
      reasons.map((reason) => reason.code),
      [code],
    );
    // A gateway that must not be sent mail is none that must be killed.
    assert.equal(status(await get(port, '/health/live')), 200);
  }
});

test('answers to its own names alone: a page of the web cannot lead a browser here', async (t) => {
  const { port } = await start(t);
  const first = 'GET /health/live HTTP/1.1';
  for (const host of ['127.0.0.1', `localhost:${String(port)}`, '[::1]:1']) {
    assert.equal(status(await raw(port, first, `Host: ${host}`)), 200, host);
  }
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '']) {
    assert.ok([400, 421].includes(status(await raw(port, first, `Host: ${host}`))), host);
  }
  const twice = await raw(port, first, 'Host: localhost', 'Host: evil.example');
  assert.ok([0, 400, 421].includes(status(twice) || 0), twice);
  assert.equal(status(await raw(port, 'GET /health/live HTTP/1.0')), 421);
});

test('takes GET and HEAD without a body, and knows three paths', async (t) => {
  const { port } = await start(t);
  const host = 'Host: localhost';
  assert.equal(status(await raw(port, 'POST /health/live HTTP/1.1', host)), 405);
  assert.equal(status(await raw(port, 'OPTIONS /metrics HTTP/1.1', host)), 405);
  const head = await raw(port, 'HEAD /health/live HTTP/1.1', host);
  assert.equal(status(head), 200);
  assert.equal(body(head), '');
  const chunked = 'Transfer-Encoding: chunked';
  assert.equal(status(await raw(port, 'GET /health/live HTTP/1.1', host, chunked)), 400);
  for (const path of ['/', '/health', '/metrics/', '/health/live?x', '/../metrics']) {
    assert.equal(status(await get(port, path)), 404, path);
  }
  const large = await get(port, '/health/live', `X-Large: ${'x'.repeat(20_000)}`);
  assert.notEqual(status(large), 200);
});

test('metrics ask for the token of a file that is made 0600', async (t) => {
  const { port, tokenFile, token } = await start(t);
  if (process.platform !== 'win32') assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
  assert.match(token(), /^[\w-]{43}$/);
  const right = `Authorization: Bearer ${token()}`;
  assert.equal(status(await get(port, '/metrics', right)), 200);
  const wrong = [
    [],
    ['Authorization: Bearer wrong'],
    [`Authorization: Bearer ${token()}x`],
    [`Authorization: Basic ${token()}`],
    [right, right],
  ];
  for (const lines of wrong) {
    const answer = await get(port, '/metrics', ...lines);
    assert.equal(status(answer), 401, lines.join());
    assert.match(answer, /^WWW-Authenticate: Bearer\r$/m);
    assert.doesNotMatch(answer, /sallyport_/);
  }
  const next = 'a'.repeat(32);
  writeFileSync(tokenFile, next);
  assert.equal(status(await get(port, '/metrics', right)), 401);
  assert.equal(status(await get(port, '/metrics', `Authorization: Bearer ${next}`)), 200);
});

test('a token that others may read, a link or an empty file lets nobody in', async (t) => {
  if (process.platform === 'win32') {
    t.skip('no modes');
    return;
  }
  const { port, tokenFile, token, warnings } = await start(t);
  const right = `Authorization: Bearer ${token()}`;
  for (const mode of [0o644, 0o640, 0o602]) {
    chmodSync(tokenFile, mode);
    const answer = await get(port, '/metrics', right);
    assert.equal(status(answer), 503);
    assert.doesNotMatch(answer, new RegExp(token()));
  }
  assert.match(warnings()[0] ?? '', /has the mode 602: others may read it/);
  chmodSync(tokenFile, 0o600);
  assert.equal(status(await get(port, '/metrics', right)), 200);
  assert.deepEqual(warnings(), []);
  writeFileSync(`${tokenFile}-other`, token(), { mode: 0o600 });
  t.after(() => rmSync(`${tokenFile}-other`, { force: true }));
  rmSync(tokenFile);
  assert.equal(status(await get(port, '/metrics', right)), 503);
  symlinkSync(`${tokenFile}-other`, tokenFile);
  assert.equal(status(await get(port, '/metrics', right)), 503);
  rmSync(tokenFile);
  writeFileSync(tokenFile, '\n', { mode: 0o600 });
  assert.equal(status(await get(port, '/metrics', 'Authorization: Bearer ')), 503);
});

test('counts by protocol, verdict, reason and status, and names nobody', async (t) => {
  const { port, metrics, token } = await start(t);
  const event: JournalEvent = {
    ...eventFor(1),
    ...{ protocol: 'ews', verdict: 'allowed', reason: 'COMPLIANT', status: 200 },
    ...{ bytesIn: 10, bytesOut: 20, user: 'alice@contoso.test', client: '192.0.2.7' },
    devices: [{ id: 'D1SECRET', verdict: 'allowed' }],
    hopsMs: { decide: 0.2, connect: 1, exchange: 30, total: 40 },
  };
  metrics.finished(event, request);
  metrics.finished(event, request);
  metrics.finished(
    { ...event, hopsMs: { ...event.hopsMs, total: 900_000 } },
    { ...request, lasting: true },
  );
  const refused = { verdict: 'blocked', reason: 'ROUTE_UNKNOWN', protocol: 'other' } as const;
  const nothing = { decide: null, connect: null, exchange: null, total: 1 };
  metrics.finished(
    { ...event, ...refused, status: null, hopsMs: nothing },
    { ...request, route: null, stored: false },
  );
  const ask = async (): Promise<readonly string[]> =>
    body(await get(port, '/metrics', `Authorization: Bearer ${token()}`)).split('\n');
  const first = await ask();
  const lines = await ask();
  const expected = [
    'sallyport_requests_total{protocol="ews",verdict="allowed",reason="COMPLIANT",status="2xx"} 3',
    'sallyport_requests_total{protocol="other",verdict="blocked",reason="ROUTE_UNKNOWN",status="none"} 1',
    'sallyport_unstored_refusals_total 1',
    'sallyport_received_bytes_total 40',
    'sallyport_sent_bytes_total 80',
    'sallyport_decide_seconds_bucket{le="0.00025"} 3',
    'sallyport_exchange_seconds_count 2',
    'sallyport_request_seconds_count 3',
    'sallyport_stream_seconds_bucket{le="900"} 1',
    'sallyport_generation 3',
    'sallyport_restarts_total 2',
    'sallyport_open_streams 5',
    'sallyport_journal_dropped_total 9',
    'sallyport_directory_age_seconds 11.5',
    'sallyport_connections_turned_away_total{reason="plain"} 12',
    'sallyport_connections_turned_away_total{reason="total"} 0',
    'sallyport_connections_turned_away_total{reason="address"} 13',
    'sallyport_early_refusals_total{reason="REQUEST_MALFORMED"} 14',
    'sallyport_push_last_timestamp_seconds 1700000000',
    'sallyport_push_accepted_total{reason="records"} 15',
    'sallyport_push_refused_total{reason="replay"} 16',
  ];
  for (const line of expected) {
    // Asking is no event: what was counted is told again, not twice.
    assert.ok(first.includes(line), line);
    assert.ok(lines.includes(line), `${line} the second time`);
  }
  assert.ok(lines.some((line) => line.startsWith('process_resident_memory_bytes ')));
  assert.doesNotMatch(lines.join('\n'), /alice|D1SECRET|192\.0\.2\.7/i);
});

test('a port that is taken is a warning with a remedy', async (t) => {
  const { port, tokenFile } = await start(t);
  const opened = await openAdmin(port, {
    ...{ tokenFile, health: () => well, metrics: () => assert.fail('asked') },
    ...{ tokenRead: () => undefined, log: { error: () => undefined } },
  });
  assert.ok(!opened.ok);
  const [found] = opened.problems;
  assert.equal(found?.code, 'ADMIN_UNAVAILABLE');
  assert.equal(found.severity, 'warning');
  assert.match(found.message, /the port is in use. Mail flows on/);
});
