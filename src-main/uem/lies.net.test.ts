/** A UEM that lies: all of its devices or none, and no device lost silently. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleet, labDevice, startedUem } from '../testing/sample-uem.ts';
import { basicSettings, idsOf, startedApi } from './testing.ts';

/** Three pages. */
const many = fleet(50);
const pageSize = 20;
const all = many.map(({ deviceId }) => deviceId).sort();

test('all pages, in the order of their numbers, each device once', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: many });
  const { bulk } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
  const read = await bulk();
  assert.ok(read.ok);
  assert.deepEqual(idsOf(read.value), all);
  assert.deepEqual([read.value.inUem, read.value.withoutEasId], [50, 0]);
  assert.deepEqual(
    uem.requests().map(({ query }) => [query['page'], query['orderby'], query['pagesize']]),
    ['0', '1', '2'].map((page) => [page, 'deviceid', '20']),
  );
});

const once = { operation: 'search', times: 1 } as const;
const passing = {
  'an error of the server': { ...once, fault: { kind: 'status', status: 503 } },
  'a connection that is cut': { ...once, fault: { kind: 'reset' } },
  'an answer that breaks off': { ...once, page: 1, fault: { kind: 'brokenOff' } },
  'half of an answer as if it were all': { ...once, page: 1, fault: { kind: 'cutShort' } },
  'a device that comes twice': { ...once, page: 1, fault: { kind: 'duplicate' } },
  'pages that shrink on the way': { ...once, page: 1, fault: { kind: 'shrink', gone: 3 } },
  'another Total on the way': { ...once, page: 2, fault: { kind: 'total', total: 45 } },
  'fewer devices than Total': { ...once, page: 2, fault: { kind: 'empty', as: 'list' } },
  'nobody on a page in the middle': { ...once, page: 1, fault: { kind: 'empty', as: 'noContent' } },
} as const;

for (const [name, fault] of Object.entries(passing)) {
  test(`${name}, once: read again, and whole`, async (t) => {
    const uem = await startedUem((end) => t.after(end), { current: many });
    uem.set({ faults: [fault] });
    const { bulk, pauses } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
    const read = await bulk();
    assert.ok(read.ok);
    assert.deepEqual(idsOf(read.value), all);
    assert.ok(pauses.length > 0, 'there was a pause before the next attempt');
  });
}

const always = { operation: 'search' } as const;
const lasting = {
  'errors of the server': [
    { ...always, fault: { kind: 'status', status: 500 } },
    'UEM_UNREACHABLE',
  ],
  'cut connections': [{ ...always, fromPage: 1, fault: { kind: 'reset' } }, 'UEM_UNREACHABLE'],
  'answers cut short': [{ ...always, fromPage: 1, fault: { kind: 'cutShort' } }, 'UEM_ANSWER'],
  'a page for people': [{ ...always, fault: { kind: 'html' } }, 'UEM_ANSWER'],
  'devices that come twice': [{ ...always, page: 1, fault: { kind: 'duplicate' } }, 'UEM_UNSTEADY'],
  'pages that shrink': [{ ...always, page: 1, fault: { kind: 'shrink', gone: 3 } }, 'UEM_UNSTEADY'],
  'a Total that is too great': [{ ...always, fault: { kind: 'total', total: 55 } }, 'UEM_UNSTEADY'],
  'a right that is missing': [{ ...always, fault: { kind: 'status', status: 403 } }, 'UEM_SIGN_IN'],
} as const;

for (const [name, [fault, code]] of Object.entries(lasting)) {
  test(`${name}, always: nothing of it is used`, async (t) => {
    const uem = await startedUem((end) => t.after(end), { current: many });
    uem.set({ faults: [fault] });
    const { bulk } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
    const read = await bulk();
    assert.ok(!read.ok);
    assert.equal(read.problems[0]?.code, code);
  });
}

test('what is enrolled while it is read comes at the end, and is no reason to begin anew', async (t) => {
  const devices = { current: fleet(39) };
  const uem = await startedUem((end) => t.after(end), devices);
  const { bulk, pauses } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
  const reading = bulk();
  while (uem.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
  devices.current = fleet(42);
  const read = await reading;
  assert.ok(read.ok);
  assert.equal(read.value.devices.length, 42);
  assert.deepEqual(pauses, []);
});

test('a UEM that answers slowly is given up in its time', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: many });
  uem.set({ faults: [{ fault: { kind: 'delay', ms: 3_600_000 } }] });
  const { bulk } = startedApi((end) => t.after(end), basicSettings(uem), { boundMs: 40, pageSize });
  const read = await bulk();
  assert.ok(!read.ok);
  assert.match(read.problems[0]?.message ?? '', /no answer in time/);
});

test('the limit of requests: it waits as it is told, and begins anew where that is too long', async (t) => {
  const uem = await startedUem((end) => t.after(end), { current: fleet(3) });
  const tooMany = (retryAfterSeconds: number) =>
    ({ times: 1, fault: { kind: 'tooMany', retryAfterSeconds } }) as const;
  uem.set({ faults: [tooMany(7)] });
  const { bulk, pauses } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
  assert.ok((await bulk()).ok);
  assert.deepEqual(pauses, [7000]);
  uem.set({ faults: [tooMany(3600)] });
  const read = await bulk();
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.code, 'UEM_LIMIT');
});

test('devices without an ActiveSync id are counted', async (t) => {
  const current = [labDevice(1), labDevice(2, { deviceId: '' }), labDevice(3)];
  const uem = await startedUem((end) => t.after(end), { current });
  const { bulk } = startedApi((end) => t.after(end), basicSettings(uem), { pageSize });
  const read = await bulk();
  assert.ok(read.ok);
  assert.deepEqual([read.value.devices.length, read.value.withoutEasId], [2, 1]);
});
