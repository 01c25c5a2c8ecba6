import { afterEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type CallResult } from '../../client.ts';
import { userDirectory } from '../../exchange/auth/users.ts';
import { planPeople } from '../../people.ts';
import { planFleet } from '../fleet.ts';
import type { LabDevice, Uem } from '../types.ts';
import { startUem } from '../uem.ts';
import { readDate } from './times.ts';
import { startUemApi } from './server.ts';
import type { UemApi } from './types.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const users = userDirectory(planPeople(7, 6)).list;
const devices = planFleet(7, users, NOW)
  .map(({ device }) => device)
  .sort((a, b) => Number(a.ids.uem) - Number(b.ids.uem));
const first = devices[0]!;
const client = createClient();
let api: UemApi | null = null;
let uem: Uem | null = null;

afterEach(async () => {
  await Promise.all([api?.close(), uem?.close()]);
  [api, uem] = [null, null];
});

async function start(list: readonly LabDevice[] = devices): Promise<UemApi> {
  uem = await startUem({ devices: list, file: null, wipeMs: 60_000 });
  api = await startUemApi({ devices: uem.devices, listen: uem.listen });
  return api;
}

type Headers = Readonly<Record<string, string>>;

function keyed(of: UemApi): Headers {
  const { user, password, tenantCode } = of.credentials;
  return { Authorization: basicAuthorization(user, password), 'aw-tenant-code': tenantCode };
}

function get(path: string, headers: Headers = keyed(api!)): Promise<CallResult> {
  return client.call({ url: api!.url + path, headers });
}

type Row = {
  readonly Id: { readonly Value: number };
  readonly DeviceId: number;
  readonly EasId: string;
  readonly UserName: string;
  readonly EnrollmentStatus: string;
};
type Answer = {
  readonly Devices: readonly Row[];
  readonly Uuid: string;
  readonly enrollmentInfo: { readonly lastSeenTimestamp: string };
};

async function read(path: string, headers?: Headers): Promise<Answer> {
  return JSON.parse((await get(path, headers)).body.toString()) as Answer;
}

describe('devices/search', () => {
  it('gives every device once, 500 at the most a page, by its number', async () => {
    const many = Array.from({ length: 603 }, (_, at) => ({
      ...first,
      deviceId: `Appl${String(at)}`,
      ids: { ...first.ids, uem: String(5000 - at) },
    }));
    await start(many);
    const pages = await Promise.all(
      [0, 1].map((page) => read(`/API/mdm/devices/search?pagesize=9000&page=${String(page)}`)),
    );
    const numbers = pages.flatMap((page) => page.Devices.map((each) => each.Id.Value));
    expect(pages.map((page) => page.Devices.length)).toEqual([500, 103]);
    expect(pages[1]).toMatchObject({ Page: 1, PageSize: 500, Total: 603 });
    expect(numbers).toEqual(many.map(({ ids }) => Number(ids.uem)).reverse());
    const beyond = await get('/API/mdm/devices/search?page=2');
    expect([beyond.status, beyond.body.length]).toEqual([204, 0]);
  });

  it('shows a device as it was recorded: names, types, a time without a zone, what is unknown left out', async () => {
    await start([{ ...first, compromised: null, encrypted: null }]);
    const [device] = (await read('/api/mdm/devices/search')).Devices;
    expect(device).toMatchObject({
      Id: { Value: Number(first.ids.uem) },
      EasId: first.deviceId,
      EasIds: { EasId: [first.deviceId] },
      UserEmailAddress: first.users.find((user) => user.includes('@')),
      EnrollmentStatus: 'Enrolled',
      LastSeen: first.lastSeen.replace('Z', '.000'),
    });
    expect(device).not.toHaveProperty('CompromisedStatus');
    expect(device).not.toHaveProperty('DataEncryptionYN');
    expect(first.users.map((user) => user.split('\\')[1])).toContain(device?.UserName);
  });

  it('answers with what it has when a version is asked that it lacks, and says which', async () => {
    await start();
    const asked = async (version: number) =>
      (
        await get('/API/mdm/devices/search', {
          ...keyed(api!),
          Accept: `application/json;version=${String(version)}`,
        })
      ).headers;
    expect(await asked(2)).toMatchObject({
      'x-api-version': 'v2',
      'api-supported-versions': '1, 2',
      'x-ratelimit-limit': '250000',
      'x-ratelimit-remaining': '249999',
    });
    expect(await asked(9)).toMatchObject({ 'x-api-version': 'v2' });
  });

  it('filters by the names of the asked version, and ignores what it does not know', async () => {
    await start();
    await uem!.change(first.deviceId, 'compromise'); // seen now
    const count = async (query: string, version = 1): Promise<number> => {
      const accept = `application/json;version=${String(version)}`;
      const { status, body } = await get(`/API/mdm/devices/search?${query}`, {
        ...{ ...keyed(api!), Accept: accept },
      });
      return status === 204 ? 0 : JSON.parse(body.toString()).Total;
    };
    const all = devices.length;
    expect(await count('compliantstatus=false')).toBe(1);
    expect(await count('compliantstatus=false', 2)).toBe(all);
    expect(await count('compliance_status=false', 2)).toBe(1);
    expect(await count('seensince=2026-03-02')).toBe(1);
    expect(await count('SeenSince=03/02/2026%2000:00:00.000')).toBe(1);
    expect(await count('seen_since=2026-03-02')).toBe(all);
    expect(await count('platform=Android')).toBe(
      devices.filter(({ platform }) => platform === 'Android').length,
    );
    expect(await count('user=nobody')).toBe(0);
    expect((await get('/API/mdm/devices/search?seensince=yesterday')).status).toBe(400);
    expect((await get('/API/mdm/devices/search?page=first')).status).toBe(400);
  });
});

describe('a wipe and a deletion', () => {
  it('do not move LastSeen: only the extensive search finds the one, only a whole walk the other', async () => {
    await start();
    const before = new Date().toISOString();
    const [wiped, left, deleted] = devices as [LabDevice, LabDevice, LabDevice];
    await uem!.change(wiped.deviceId, 'wipe');
    await uem!.change(left.deviceId, 'unenrol');
    await uem!.change(deleted.deviceId, 'delete');
    expect((await get(`/API/mdm/devices/search?seensince=${before}`)).status).toBe(204);
    const pending = await read(
      '/API/mdm/devices/extensivesearch?enrollmentstatus=EnterpriseWipePending',
    );
    expect(pending.Devices.map((each) => each.DeviceId)).toEqual([Number(wiped.ids.uem)]);
    const gone = await read(
      `/API/mdm/devices/extensivesearch?enrollmentstatus=Unenrolled&statuschangestarttime=${before}`,
    );
    expect(gone.Devices).toMatchObject([{ DeviceId: Number(left.ids.uem), Udid: left.ids.udid }]);
    expect(gone.Devices[0]).not.toHaveProperty('EasId');
    const all = await read('/API/mdm/devices/search');
    const states = new Map(all.Devices.map((each) => [each.EasId, each.EnrollmentStatus]));
    expect(states.get(wiped.deviceId)).toBe('EnterpriseWipePending');
    expect(states.get(left.deviceId)).toBe('Unenrolled');
    expect(states.has(deleted.deviceId)).toBe(false);
    const single = await get(`/API/mdm/devices/${deleted.ids.uem}`);
    expect(JSON.parse(single.body.toString())).toMatchObject({ errorCode: 5061 });
    expect(single.status).toBe(404);
  });

  it('may leave a record without its owner', async () => {
    await start();
    await uem!.change(first.deviceId, 'unenrol');
    api!.set({ forgetsOwner: true, wipeStatus: 'DeviceWipePending' });
    await uem!.change(devices[1]!.deviceId, 'wipe');
    const all = (await read('/API/mdm/devices/search')).Devices;
    expect(all[0]).toMatchObject({ UserName: '', UserEmailAddress: '', UserId: {} });
    expect(all[1]).toMatchObject({ EnrollmentStatus: 'DeviceWipePending' });
    expect(all[1]?.UserName).not.toBe('');
  });
});

describe('other operations', () => {
  it('find one device by any of its names, and several by a list', async () => {
    await start();
    const { Uuid } = await read(`/API/mdm/devices?searchby=EasId&id=${first.deviceId}`);
    expect(await read(`/API/mdm/devices/${first.ids.uem}`)).toMatchObject({ Uuid });
    expect(await read(`/API/mdm/devices/udid/${first.ids.udid}`)).toMatchObject({ Uuid });
    const detail = await read(`/API/mdm/devices/${Uuid}`);
    expect(detail).toMatchObject({
      uuid: Uuid,
      enrollmentInfo: { enrollmentStatus: 'ENROLLED', compliant: true },
    });
    expect(detail.enrollmentInfo.lastSeenTimestamp).toBe(first.lastSeen.replace('Z', '.000Z'));
    const list = await client.call({
      ...{ url: `${api!.url}/API/mdm/devices?searchby=Serialnumber`, method: 'POST' },
      headers: keyed(api!),
      body: JSON.stringify({ BulkValues: { Value: [first.ids.serial, 'none'] } }),
    });
    expect(JSON.parse(list.body.toString()).Devices).toMatchObject([
      { EasIds: { EasId: [first.deviceId] } },
    ]);
    const mail = await read('/API/mem/memdevices/search?pagesize=1');
    expect(mail).toMatchObject({
      MEMDevices: [{ EASDeviceID: first.deviceId, Managed: 'TRUE' }],
      Total: devices.length,
    });
    const nothing = await get('/API/mdm/devices/bulk');
    expect([nothing.status, nothing.headers['content-type']]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
  });
});

describe('signing in', () => {
  it('takes the account with the key, and says how it refuses', async () => {
    await start();
    const { user, tenantCode } = api!.credentials;
    const wrong = { Authorization: basicAuthorization(user, 'x'), 'aw-tenant-code': tenantCode };
    expect(await read('/API/mdm/devices/search', wrong)).toMatchObject({ errorCode: 1005 });
    expect((await get('/API/mdm/devices/search', wrong)).status).toBe(401);
    const other = { ...keyed(api!), 'aw-tenant-code': 'other' };
    expect(await read('/API/mdm/devices/search', other)).toMatchObject({ errorCode: 1013 });
    expect((await get('/API/mdm/devices/search', {})).status).toBe(403);
  });

  it('gives a token for the client, which needs the key only where told so, and ends', async () => {
    await start();
    const { clientId, clientSecret, tenantCode } = api!.credentials;
    const ask = (body: string, headers: Headers = {}) =>
      client.call({ url: api!.tokenUrl, method: 'POST', headers, body });
    const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=`;
    const given = JSON.parse((await ask(form + clientSecret)).body.toString());
    expect(given).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const inHeader = { Authorization: basicAuthorization(clientId, clientSecret) };
    expect((await ask('grant_type=client_credentials', inHeader)).status).toBe(200);
    expect((await ask(`${form}no`)).status).toBe(400);
    expect((await ask('grant_type=password', inHeader)).status).toBe(400);
    const bearer = { Authorization: `Bearer ${String(given.access_token)}` };
    const search = async (headers: Headers) =>
      (await get('/API/mdm/devices/search', headers)).status;
    expect(await search(bearer)).toBe(200);
    api!.set({ keyWithBearer: true });
    expect(await search(bearer)).toBe(403);
    expect(await search({ ...bearer, 'aw-tenant-code': tenantCode })).toBe(200);
    api!.set({ keyWithBearer: false });
    api!.revokeTokens();
    expect(await search(bearer)).toBe(401);
    expect(api!.requests().at(-1)).toMatchObject({ signIn: 'bearer', status: 401 });
  });
});

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['03-01-2026 08:09:10.120', '2026-03-01T08:09:10.120Z'],
  ['2026/03/01T08:09:10.1234567', '2026-03-01T08:09:10.123Z'],
  ['2026-03-01T08:09:10Z', '2026-03-01T08:09:10.000Z'],
  ['1 March', undefined],
  ['2026-13-01', undefined],
  ['2026-03-01T08', undefined],
])('reads the date %s', (text, at) => {
  expect(readDate(text)?.toISOString()).toBe(at);
});
