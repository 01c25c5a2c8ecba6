import { describe, expect, it } from 'vitest';
import { readEasQuery } from './eas-query.ts';

const encode = (...bytes: (number | string | Buffer)[]): string =>
  Buffer.concat(
    bytes.map((each) => (typeof each === 'number' ? Buffer.from([each]) : Buffer.from(each))),
  ).toString('base64');

describe('the plain form', () => {
  it('reads names in any case, decoded', () => {
    expect(
      readEasQuery('cmd=Sync&USER=CONTOSO%5Calice&deviceid=Appl123&DeviceType=iPhone&x=1'),
    ).toEqual({
      ok: true,
      query: {
        command: 'Sync',
        user: 'CONTOSO\\alice',
        deviceId: 'Appl123',
        deviceType: 'iPhone',
        version: null,
      },
    });
  });

  it('has nothing to say for OPTIONS', () => {
    expect(readEasQuery(null)).toMatchObject({
      ok: true,
      query: { command: null, deviceId: null },
    });
  });

  it.each([
    'Cmd=Sync&DeviceId=a&DeviceId=b',
    'Cmd=Sync&DeviceId=a&deviceid=a',
    'Cmd=Sync&DeviceId=a&%44eviceId=b',
    'Cmd=Sync&User=a&User=b&DeviceId=x',
    'Cmd=Sync&DeviceId=%ff',
    'Cmd=Sync&DeviceId=%00',
    'Cmd=S%20ync&DeviceId=a',
    'Cmd=Sync&DeviceId=',
    `Cmd=Sync&DeviceId=${'a'.repeat(257)}`,
  ])('refuses %s', (query) => {
    expect(readEasQuery(query).ok).toBe(false);
  });
});

describe('the base64 form ([MS-ASHTTP] 2.2.1.1.1.1)', () => {
  it('reads the example of the specification', () => {
    expect(readEasQuery('jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l')).toEqual({
      ok: true,
      query: {
        command: 'Sync',
        user: null,
        deviceId: 'v140Device',
        deviceType: 'SmartPhone',
        version: '14.0',
      },
    });
  });

  it('reads policy key and user, and names a raw id by its hex', () => {
    const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const query = encode(
      141,
      18,
      9,
      4,
      16,
      id,
      4,
      Buffer.from([1, 2, 3, 4]),
      3,
      'iPh',
      7,
      1,
      1,
      8,
      5,
      'alice',
    );
    expect(readEasQuery(query)).toMatchObject({
      ok: true,
      query: {
        command: 'Ping',
        user: 'alice',
        deviceId: '00112233445566778899aabbccddeeff',
        version: '14.1',
      },
    });
  });

  it('reads it percent-encoded as well', () => {
    const query = encode(161, 0, 9, 4, 2, 'id', 0, 1, 'T');
    expect(readEasQuery(query.replaceAll('=', '%3D'))).toMatchObject({
      ok: true,
      query: { deviceId: 'id' },
    });
  });

  it.each([
    ['unknown version', encode(99, 0, 9, 4, 2, 'id', 0, 1, 'T')],
    ['empty device id', encode(141, 0, 9, 4, 0, 0, 1, 'T')],
    ['policy key of two bytes', encode(141, 0, 9, 4, 2, 'id', 2, 'ab', 1, 'T')],
    ['id longer than the query', encode(141, 0, 9, 4, 200, 'id')],
    ['trailing byte', encode(141, 0, 9, 4, 2, 'id', 0, 1, 'T', 8)],
    ['two users', encode(141, 0, 9, 4, 2, 'id', 0, 1, 'T', 8, 1, 'a', 8, 1, 'b')],
    ['nothing behind the version', encode(141)],
  ])('refuses: %s', (_name, query) => {
    expect(readEasQuery(query).ok).toBe(false);
  });
});
