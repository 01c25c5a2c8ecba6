import { afterEach, describe, expect, it } from 'vitest';
import { connect } from 'node:tls';
import {
  hasOpenssl,
  temporaryCertificate,
} from '../../../src-main/testing/temporary-certificate.ts';
import { basicAuthorization, createClient, type CallResult } from '../../client.ts';
import { userDirectory } from '../../exchange/auth/users.ts';
import { planPeople } from '../../people.ts';
import { planFleet } from '../fleet.ts';
import { startUemApi } from './server.ts';
import type { UemApi, UemApiOptions, UemFaultRule } from './types.ts';

const users = userDirectory(planPeople(7, 6)).list;
const devices = planFleet(7, users, new Date('2026-03-01T10:00:00Z'))
  .map(({ device }) => device)
  .sort((a, b) => Number(a.ids.uem) - Number(b.ids.uem));
const numbers = devices.map(({ ids }) => Number(ids.uem));
const client = createClient();
let api: UemApi | null = null;

afterEach(async () => {
  await api?.close();
  api = null;
});

async function start(options: Partial<UemApiOptions> = {}): Promise<UemApi> {
  api = await startUemApi({ devices: () => devices, ...options });
  return api;
}

function search(query = ''): Promise<CallResult> {
  const { user, password, tenantCode } = api!.credentials;
  const headers = {
    Authorization: basicAuthorization(user, password),
    'aw-tenant-code': tenantCode,
  };
  return client.call({ url: `${api!.url}/API/mdm/devices/search?${query}`, headers });
}

async function found(query = ''): Promise<{ readonly ids: number[]; readonly total: number }> {
  const { Devices, Total } = JSON.parse((await search(query)).body.toString()) as {
    readonly Devices: readonly { readonly Id: { readonly Value: number } }[];
    readonly Total: number;
  };
  return { ids: Devices.map(({ Id }) => Id.Value), total: Total };
}

async function withFault(fault: UemFaultRule['fault']): Promise<void> {
  (await start()).set({ faults: [{ fault }] });
}

describe('a fault', () => {
  it('hits the operation and page that it names, as often as it says', async () => {
    const fault = { kind: 'status', status: 500 } as const;
    (await start()).set({ faults: [{ operation: 'search', page: 1, times: 1, fault }] });
    const statuses: number[] = [];
    for (const page of [0, 1, 1])
      statuses.push((await search(`pagesize=2&page=${String(page)}`)).status);
    expect(statuses).toEqual([200, 500, 200]);
  });

  it('breaks an answer off, or ends it too early with a length that fits', async () => {
    await withFault({ kind: 'brokenOff' });
    await expect(search()).rejects.toThrow();
    api!.set({ faults: [{ fault: { kind: 'cutShort' } }] });
    const { status, headers, body } = await search();
    expect([status, headers['content-length']]).toEqual([200, String(body.length)]);
    expect(() => JSON.parse(body.toString()) as unknown).toThrow();
    api!.set({ faults: [{ fault: { kind: 'reset' } }] });
    await expect(search()).rejects.toThrow();
    expect(api!.requests().at(-1)).toMatchObject({ status: 0 });
  });

  it('answers late', async () => {
    await withFault({ kind: 'delay', ms: 30 });
    const before = Date.now();
    expect((await search()).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(29);
  });

  it('says that nobody is there, in both ways, though the request was right', async () => {
    await withFault({ kind: 'empty', as: 'noContent' });
    expect((await search()).status).toBe(204);
    api!.set({ faults: [{ fault: { kind: 'empty', as: 'list' } }] });
    expect(await found()).toEqual({ ids: [], total: 0 });
  });

  it('gives a log-in page with status 200', async () => {
    await withFault({ kind: 'html' });
    const { status, headers, body } = await search();
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body.toString()).toContain('<!DOCTYPE html>');
  });

  it('names a device twice and another one not', async () => {
    await withFault({ kind: 'duplicate' });
    const { ids, total } = await found();
    expect(total).toBe(numbers.length);
    expect(ids).toEqual([...numbers.slice(0, -1), numbers[0]]);
  });

  it('counts wrongly', async () => {
    await withFault({ kind: 'total', total: 3 });
    expect(await found()).toEqual({ ids: numbers, total: 3 });
  });

  it('deletes devices during the walk, so that another one is never seen', async () => {
    const faults = [{ fromPage: 1, fault: { kind: 'shrink', gone: 1 } }] as const;
    (await start()).set({ faults });
    const pages = [];
    for (const page of [0, 1]) pages.push(await found(`pagesize=3&page=${String(page)}`));
    expect(pages.map(({ total }) => total)).toEqual([numbers.length, numbers.length - 1]);
    expect(pages.flatMap(({ ids }) => ids)).toEqual([
      ...numbers.slice(0, 3),
      ...numbers.slice(4, 7),
    ]);
  });

  it('refuses for a while, with or without saying for how long', async () => {
    await withFault({ kind: 'tooMany', retryAfterSeconds: 7 });
    const { status, headers } = await search();
    expect([status, headers['retry-after']]).toEqual([429, '7']);
    api!.set({ faults: [{ fault: { kind: 'tooMany', retryAfterSeconds: null } }] });
    expect((await search()).headers).not.toHaveProperty('retry-after');
  });
});

it('counts requests, and refuses those over the limit until the window ends', async () => {
  (await start()).set({ limit: 2, limitSeconds: 3600 });
  const answers = [await search(), await search(), await search()];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers.map(({ headers }) => headers['x-ratelimit-remaining'])).toEqual(['1', '0', '0']);
  expect(Number(answers[2]!.headers['retry-after'])).toBeGreaterThan(3500);
  api!.set({ limitSeconds: 0 });
  expect((await search()).status).toBe(200);
});

it('has a clock of its own', async () => {
  const hour = 3_600_000;
  (await start()).set({ clockMs: hour });
  const { headers, body } = await search('pagesize=1');
  const { Devices } = JSON.parse(body.toString()) as { Devices: [{ LastSeen: string }] };
  const [device] = devices;
  expect(Date.parse(`${Devices[0].LastSeen}Z`)).toBe(Date.parse(device!.lastSeen) + hour);
  expect(Date.parse(String(headers['date'])) - Date.now()).toBeGreaterThan(hour - 60_000);
});

describe.skipIf(!hasOpenssl)('with TLS', () => {
  it('shows another certificate from one handshake to the next', async () => {
    const [one, two] = ['one', 'two'].map((name) => temporaryCertificate(['IP:127.0.0.1'], name));
    const { url, port } = await start({ tls: one! });
    expect(url).toMatch(/^https:/);
    expect((await search()).status).toBe(200);
    expect(await nameAt(port)).toBe('one');
    api!.changeCertificate(two!);
    expect(await nameAt(port)).toBe('two');
    expect((await search()).status).toBe(200);
  });
});

function nameAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { subject } = socket.getPeerCertificate();
      resolve(subject.CN);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
