/** Reporting back: each device that knocked, as a file has it. */
import { expect, test } from 'vitest';
import { openReader } from '../journal/reader.ts';
import { discoveredFile, discoveredHead, discoveredRows } from './discovered.ts';
import { alice, store, useHome } from './testing.ts';
import { valueOf } from './options.ts';

const { overFiles, paths, setDevices } = useHome();

/** A page a device, so that the way from page to page is gone. */
async function written(format: 'csv' | 'json'): Promise<string> {
  const reader = openReader(paths.journal);
  const next = async (after: string | null) =>
    reader === null ? { devices: [], next: null } : valueOf(reader.discovered(after, 1));
  let text = '';
  const rows = discoveredRows(next, overFiles().standings);
  for await (const part of discoveredFile(rows, format)) text += part;
  reader?.close();
  return text;
}

const passed = { verdict: 'allowed', reason: 'COMPLIANT', status: 200 } as const;
const of = (id: string) => [{ id, verdict: 'allowed' }] as const;

test('each device once, with its last request and how it stands now', async () => {
  store(
    paths,
    { ...passed, devices: [...of('alicephone')], at: '2026-03-01T08:00:00.000Z' },
    { ...passed, devices: [...of('AlicePhone')], operation: 'Ping', userAgent: 'Outlook/1' },
    { ...passed, devices: [...of('stranger')], user: 'who@contoso.test', identity: 'claimed' },
  );
  const lines = (await written('json')).trimEnd().split('\n');
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(2);
  expect(Object.keys(first ?? {})).toEqual(discoveredHead);
  expect(first).toMatchObject({
    ...{ deviceId: 'AlicePhone', user: alice, lastCommand: 'Ping', mailClient: 'Outlook/1' },
    ...{ firstRequest: '2026-03-01T08:00:00.000Z', lastRequest: '2026-03-10T11:00:00.000Z' },
    ...{ accessState: 'allowed', reason: 'COMPLIANT', enrollment: 'enrolled', managed: true },
  });
  expect(second).toMatchObject({
    ...{ deviceId: 'stranger', identity: 'claimed', reason: 'UNKNOWN_DEVICE', enrollment: null },
  });
});

test('access state and reason are those of now, not of then', async () => {
  store(paths, { ...passed, devices: [...of('alicephone')] });
  setDevices([
    {
      ...{ deviceId: 'alicephone', user: alice, managed: true, compromised: false },
      ...{ encrypted: true, enrollment: 'wiped', platform: 'Apple' },
    },
  ]);
  expect(JSON.parse(await written('json'))).toMatchObject({
    ...{ accessState: 'blocked', reason: 'DEVICE_WIPED', lastStatus: 200, platform: 'Apple' },
  });
});

test('what a client sent is no formula, no cell and no line of its own', async () => {
  store(paths, {
    ...{ devices: [...of('=1+1')], user: '@SUM(A1)\r\n', userAgent: 'a,b"\u001b[31m' },
    ...{ deviceType: 'x'.repeat(2000) },
  });
  const lines = (await written('csv')).split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe(discoveredHead.join(','));
  for (const cell of [`'=1+1`, `'@SUM(A1)\\u000d\\u000a`, `"a,b""\\u001b[31m"`]) {
    expect(lines[1]).toContain(`,${cell},`);
  }
  expect(lines[1]?.length).toBeLessThan(1000);
});

test('nobody knocked: a head and nothing else', async () => {
  expect(await written('csv')).toBe(`${discoveredHead.join(',')}\r\n`);
  expect(await written('json')).toBe('');
});
