/** From UEM's records to those of the directory: what is told, what is unknown, and two devices with one id. */
import { describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { buildDirectory } from '../compliance/build.ts';
import { bulkOf } from './bulk.ts';
import { deltaOf } from './delta.ts';
import { NOBODY, recordsOf } from './mapping.ts';
import { namesAmong, namesBeside } from './names.ts';
import { readDevice, readEnrollment, readStanding, type UemDevice } from './records.ts';
import { nobodyKnown } from './testing.ts';
import { filterInstant, readInstant } from './times.ts';

/** As recorded (facts: uem 3.2, 3.4). */
const raw = (changes: object = {}) => ({
  ...{ EasIds: {}, Udid: 'u1', SerialNumber: 's1', EasId: 'ABC', Id: { Value: 7 } },
  ...{ UserName: 'alice', UserEmailAddress: 'alice@corp.test', EnrollmentStatus: 'Enrolled' },
  ...{ Platform: 'Apple', Model: 'iPhone', OperatingSystem: '17.5', CompromisedStatus: false },
  LastSeen: '2022-02-14T20:10:21.540',
  LastEnrolledOn: '2022-02-01T00:00:00.000',
  ...changes,
});
const device = (changes: object = {}): UemDevice => {
  const read = readDevice(raw(changes));
  if (read === null) throw new Error('no device');
  return read;
};
const directory = (...records: DeviceInput[]) =>
  buildDirectory({
    records: records.map((each) => ({ ...each, enrollmentSince: 0 })),
    ...{ overrides: [], loadedAt: 0, available: true },
  });
const newsOf = (...given: Parameters<typeof deltaOf>) => deltaOf(...given).devices;
const records = (read: UemDevice, known = nobodyKnown) =>
  recordsOf(read, namesAmong([read])(read), known);

describe('one record', () => {
  test('each ActiveSync id once; UDID and serial number at the first', () => {
    const all = records(device({ EasIds: { EasId: ['abc ', 'DEF', ''] } }));
    expect(all.map(({ deviceId, ids }) => [deviceId, ids])).toEqual([
      ['ABC', { uem: '7', udid: 'u1', serial: 's1' }],
      ['DEF', { uem: '7' }],
    ]);
    expect(all[0]).toMatchObject({
      users: ['alice@corp.test', 'alice'],
      ...{ managed: true, enrollment: 'enrolled', platform: 'iOS', osVersion: '17.5' },
      lastSeen: '2022-02-14T20:10:21.540Z',
      ...{ compromised: false, encrypted: null },
    });
  });
  test.each([undefined, null, 'False', 0])('compromised %j is not known', (CompromisedStatus) => {
    expect(device({ CompromisedStatus }).compromised).toBeNull();
  });
  test.each([
    ['Enrolled', 'enrolled'],
    ['EnterpriseWipePending', 'wipePending'],
    ['DeviceWipePending', 'wipePending'],
    ['WipeInitiated', 'wipePending'],
    ['Unenrolled', 'unenrolled'],
    ['Something new', 'unenrolled'],
  ])('%s is %s', (status, enrollment) => {
    expect(readEnrollment(status)).toBe(enrollment);
  });
  test.each([{ Id: {} }, { Id: { Value: '7' } }, { EasId: 7 }, { EasIds: { EasId: [7] } }])(
    'what says which device it is must have its type: %j',
    (changes) => {
      expect(readDevice(raw(changes))).toBeNull();
    },
  );
  test.each([undefined, null, '', ' ', 7])('no status %j is no answer', (EnrollmentStatus) => {
    expect(readDevice(raw({ EnrollmentStatus }))).toBeNull();
    expect(readStanding({ DeviceId: 7, EnrollmentStatus })).toBeNull();
  });
  test('a fact of another type is one that was not reported', () => {
    expect(
      device({ Model: 7, LastSeen: {}, Platform: null, DataEncryptionYN: true }),
    ).toMatchObject({ model: null, lastSeen: null, platform: null, encrypted: null });
  });
});

describe('the owner', () => {
  const gone = { EnrollmentStatus: 'Unenrolled', UserName: '', UserEmailAddress: '' };
  test('stays when the device left and names nobody', () => {
    const [record] = records(device(gone), directory(...records(device())));
    expect(record).toMatchObject({ users: ['alice@corp.test', 'alice'], enrollment: 'unenrolled' });
  });
  test('stays, with the ids, when it names no ActiveSync id either', () => {
    const known = directory(...records(device({ EasIds: { EasId: ['DEF'] } })));
    const left = records(device({ ...gone, EasId: '' }), known);
    expect(left.map(({ deviceId, enrollment }) => [deviceId, enrollment])).toEqual([
      ['ABC', 'unenrolled'],
      ['DEF', 'unenrolled'],
    ]);
  });
  test('is nobody where none was ever known', () => {
    expect(records(device(gone))[0]?.users).toEqual([NOBODY]);
  });
  test('a user name of two users of UEM makes them no one person', async () => {
    const user = (number: number) => ({ Id: { Value: number } });
    const one = device({ UserId: user(1) });
    const other = device({
      ...{ Id: { Value: 8 }, EasId: 'XYZ', UserId: user(2), UserEmailAddress: 'alice@other.test' },
    });
    const { devices } = await bulkOf([one, other], nobodyKnown);
    expect(devices.map(({ users }) => users)).toEqual([['alice@corp.test'], ['alice@other.test']]);
    expect(namesBeside(directory(...records(one)))(other)).toEqual(['alice@other.test']);
    expect(namesBeside(directory(...records(one)))(one)).toEqual(['alice@corp.test', 'alice']);
  });
});

describe('two devices of UEM with one ActiveSync id', () => {
  const old = device({ EnrollmentStatus: 'Unenrolled' });
  const again = device({ Id: { Value: 9 }, LastEnrolledOn: '2023-01-01T00:00:00.000' });
  test.each([
    [old, again],
    [again, old],
  ])('who enrolled last counts, in any order', async (...both) => {
    const bulk = await bulkOf(both, nobodyKnown);
    expect(bulk).toMatchObject({
      devices: [{ ids: { uem: '9' }, enrollment: 'enrolled' }],
      shared: 1,
    });
  });
  test('a wipe of the later one counts', async () => {
    const wiped = { ...again, enrollment: 'wipePending' as const };
    const bulk = await bulkOf([{ ...old, enrollment: 'enrolled' }, wiped], nobodyKnown);
    expect(bulk.devices).toMatchObject([{ enrollment: 'wipePending' }]);
  });
  test('in a delta, the old one that leaves does not end the new one', () => {
    const known = directory(...records(again));
    expect(newsOf([old], [], known)).toEqual([]);
    expect(newsOf([again, old], [], directory(...records(old)))).toMatchObject([
      { ids: { uem: '9' }, enrollment: 'enrolled' },
    ]);
    expect(newsOf([], [{ id: 9, enrollment: 'wipePending' }], known)).toMatchObject([
      { deviceId: 'ABC', enrollment: 'wipePending' },
    ]);
  });
});

describe('a wipe of a telephone that has two ids of UEM', () => {
  const wiped = device({ EnrollmentStatus: 'DeviceWipePending' });
  const other = device({ Id: { Value: 9 } });
  const later = device({ Id: { Value: 9 }, LastEnrolledOn: '2023-01-01T00:00:00.000' });
  test('is not ended by the other enrolment: all devices are asked', () => {
    const { devices, disputed } = deltaOf([later], [], directory(...records(wiped)));
    expect([devices, disputed.length]).toEqual([[], 1]);
  });
  test('of an older enrolment is not taken, but settled by all devices', () => {
    const { devices, disputed } = deltaOf([wiped], [], directory(...records(later)));
    expect([devices, disputed.length]).toEqual([[], 1]);
  });
  test.each([
    ['the later enrolment counts', later, 'enrolled', 0],
    ['of two of one time the wipe counts', other, 'wipePending', 1],
  ] as const)('in one delta: %s', (_what, second, enrollment, disputes) => {
    for (const both of [
      [wiped, second],
      [second, wiped],
    ]) {
      const { devices, disputed } = deltaOf(both, [], nobodyKnown);
      expect(devices).toMatchObject([{ enrollment }]);
      expect(disputed).toHaveLength(disputes);
    }
  });
  test('commanded in the same delta as the other reports', () => {
    const command = [{ id: 7, enrollment: 'wipePending' }] as const;
    const { devices } = deltaOf([other], command, directory(...records(device())));
    expect(devices).toMatchObject([{ enrollment: 'wipePending', ids: { uem: '7' } }]);
  });
});

test('a delta says nothing of a standing that is known', () => {
  const known = directory(...records(device({ EnrollmentStatus: 'EnterpriseWipePending' })));
  expect(newsOf([], [{ id: 7, enrollment: 'wipePending' }], known)).toEqual([]);
  expect(newsOf([], [{ id: 1234, enrollment: 'wipePending' }], known)).toEqual([]);
});

test('a status that is newer than the record counts', () => {
  const news = newsOf([device()], [{ id: 7, enrollment: 'wipePending' }], nobodyKnown);
  expect(news).toMatchObject([{ enrollment: 'wipePending' }]);
});

test.each([
  ['2022-02-14T20:10:21.540', '2022-02-14T20:10:21.540Z'],
  ['2022-02-14 20:10:21', '2022-02-14T20:10:21.000Z'],
  ['2022-02-14T20:10:21.5401239Z', '2022-02-14T20:10:21.540Z'],
  ['2022-02-14T20:10:21+02:00', '2022-02-14T18:10:21.000Z'],
  ['2022-02-14', '2022-02-14T00:00:00.000Z'],
  ['2/14/2022 20:10:21', '2022-02-14T20:10:21.000Z'],
])('%s is %s', (text, instant) => {
  expect(readInstant(text)).toBe(Date.parse(instant));
});
test.each(['0001-01-01T00:00:00.000', '', 'yesterday', '2022-13-14T00:00:00', 5, null])(
  '%s is no instant',
  (text) => {
    expect(readInstant(text)).toBeNull();
  },
);
test('filters have the form of the answers', () => {
  expect(filterInstant(Date.UTC(2022, 1, 14, 20, 10, 21, 5))).toBe('2022-02-14T20:10:21.005');
});

test('the operation that deletes does not occur in this room, and the token is its only POST', () => {
  const room = dirname(fileURLToPath(import.meta.url));
  const product = readdirSync(room).filter((each) => !/test/.test(each));
  const texts = product.map((each) => readFileSync(join(room, each), 'utf8'));
  expect(texts.join('\n')).not.toMatch(/devices\/bulk/i);
  expect(texts.join('\n').match(/method: 'POST'/g)).toHaveLength(1);
});
