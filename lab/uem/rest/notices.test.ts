import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { basicAuthorization } from '../../client.ts';
import { userDirectory } from '../../exchange/auth/users.ts';
import { planPeople } from '../../people.ts';
import { planFleet } from '../fleet.ts';
import type { Uem } from '../types.ts';
import { startUem } from '../uem.ts';
import { startNotices, type Notices } from './notices.ts';

type Notice = Readonly<Record<string, unknown>>;
type Seen = { readonly method: string; readonly signIn: string; readonly notice: Notice | null };

const devices = planFleet(7, userDirectory(planPeople(7, 3)).list).map(({ device }) => device);
const first = devices[0]!;
const signIn = { user: 'sallyport', password: 'a:b' };
let receiver: Server;
let seen: Seen[];
let status: number;
let url: string;
let uem: Uem;
let notices: Notices;

beforeEach(async () => {
  [seen, status] = [[], 200];
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      seen.push({
        ...{ method: request.method ?? '', signIn: request.headers.authorization ?? '' },
        notice: body === '' ? null : (JSON.parse(body) as Notice),
      });
      response.writeHead(status).end();
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/events`;
  uem = await startUem({ devices, file: null, wipeMs: 60_000 });
  notices = startNotices(uem, { url, signIn });
});
afterEach(async () => {
  notices.close();
  receiver.closeAllConnections();
  receiver.close();
  await uem.close();
});

it('tells of each change, in order, signed in by Basic', async () => {
  await uem.change(first.deviceId, 'compromise');
  await uem.change(first.deviceId, 'wipe');
  await uem.change(first.deviceId, 'delete');
  await notices.settled();
  expect(seen.map(({ notice }) => [notice?.['EventId'], notice?.['EventType']])).toEqual([
    [178, 'Compromised Status Changed'],
    [229, 'Device Enterprise Wipe Requested'],
    [901, 'Delete Device Requested'],
  ]);
  expect(seen[0]).toMatchObject({
    ...{ method: 'POST', signIn: basicAuthorization('sallyport', 'a:b') },
    notice: {
      ...{ DeviceId: Number(first.ids.uem), SerialNumber: first.ids.serial },
      ...{ ComplianceStatus: 'NonCompliant', CompromisedStatus: '' },
    },
  });
  expect(seen[1]?.notice).toMatchObject({ EnrollmentStatus: 'EnterpriseWipePending' });
  expect(String(seen[1]?.notice?.['EventTime'])).toMatch(/^20\d\d-.*\.\d{1,7}Z$/);
  expect(JSON.stringify(seen)).not.toContain(first.deviceId);
});

it('no longer names the owner of a device that left, and writes as it did years ago where told so', async () => {
  notices.setTarget({ url, signIn: null, spelling: 'joined', times: 'milliseconds' });
  await uem.change(first.deviceId, 'unenrol');
  await notices.settled();
  expect(seen).toMatchObject([
    {
      signIn: '',
      notice: {
        ...{ EventType: 'BreakMDMConfirmed', EnrollmentStatus: 'Unenrolled' },
        ...{ ComplianceStatus: 'NotAvailable', EnrollmentUserName: '' },
      },
    },
  ]);
  expect(seen[0]?.notice?.['EventTime']).toMatch(/^\/Date\(\d{13}\)\/$/);
});

it('tests the connection with a GET, tries each notice once, and can repeat one', async () => {
  expect(await notices.test()).toBe(200);
  expect(seen).toMatchObject([{ method: 'GET', notice: null }]);
  status = 500;
  await uem.change(first.deviceId, 'compromise');
  await notices.settled();
  expect(await notices.repeat()).toBe(500);
  const [, one, again] = seen;
  expect(again).toEqual(one);
  receiver.closeAllConnections();
  receiver.close();
  await uem.change(first.deviceId, 'restore');
  await notices.settled();
  expect(notices.sent().map((each) => each.status)).toEqual([500, 500, 0]);
  notices.setTarget(null);
  await uem.change(first.deviceId, 'compromise');
  await notices.settled();
  expect(notices.sent()).toHaveLength(3);
});

it('goes to loopback only', () => {
  expect(() => notices.setTarget({ url: 'https://gateway.example/', signIn })).toThrow('loopback');
});
