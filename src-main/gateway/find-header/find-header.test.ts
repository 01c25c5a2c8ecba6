import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { headerLine } from '../../http/fields.ts';
import { alice, bob, device, directory, ens, now, policies } from '../../compliance/testing.ts';
import type { HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import { headerSearchSchema } from '../../../src-shared/contract/find-header.ts';
import { mayBeDeviceHeader } from './candidates.ts';
import { masked } from './known-ids.ts';
import { readingsOf } from './readings.ts';
import { DeviceHeaderSearch, SEARCH_MS } from './search.ts';
import type { Seen } from './search.ts';

const known = directory([
  device('ApplABCDEF123456', { ids: { udid: 'udid-of-alice', serial: 'SER1', uem: '4711' } }),
  device('lostphone', { enrollment: 'wiped' }),
  device('bobs', { users: [bob], ids: { uem: '4712' } }),
]);
const request = (headers: Record<string, string>, more: Partial<Seen> = {}): Seen => ({
  identity: ens(alice, [], { operation: 'GetItem' }),
  lines: Object.entries(headers).map(([name, value]) => headerLine(name, value)),
  ...{ deviceHeader: null, directory: known, policies: policies(), now, passed: true },
  ...more,
});
function searching() {
  let time = 0;
  const search = new DeviceHeaderSearch(
    () => now.getTime(),
    () => time,
  );
  const pass = (ms: number) => (time += ms);
  const told = (): HeaderSearch => headerSearchSchema.parse(search.ask({ ask: 'state' }));
  return { search, pass, told };
}

describe('the search', () => {
  it('finds the header whose values are ids of devices, and how they are written', () => {
    const { search, told } = searching();
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'id=applabcdef123456; id=lostphone', 'X-Other': 'x' }));
    search.look(request({ 'x-dev': 'id=SER1', 'X-Instance': '4711' }));
    search.look(request({ 'X-DEV': 'nothing known', 'X-Instance': '4712' }));
    expect(told()).toMatchObject({ state: 'searching', requests: 3, trial: null });
    expect(told().found).toEqual([
      {
        ...{ name: 'X-Dev', syntax: { form: 'semicolon', key: 'id' }, requests: 3 },
        ...{ understood: 2, ids: 3, known: 3, ofUser: 3, kinds: ['eas', 'serial'] },
        example: 'ap…56',
      },
      {
        ...{ name: 'X-Instance', syntax: { form: 'comma', key: null }, requests: 2 },
        ...{ understood: 2, ids: 2, known: 2, ofUser: 1, kinds: ['uem'], example: '…' },
      },
    ]);
  });

  it('keeps no value: neither of the header that it finds nor of any other', () => {
    const { search } = searching();
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'applabcdef123456,private-thing', 'X-Blob': 'top=secret' }));
    expect(JSON.stringify(search)).toBe('{}');
    const told = JSON.stringify(search.ask({ ask: 'state' }));
    expect(told).toContain('X-Dev');
    expect(told).not.toMatch(/applabcdef123456|private-thing|secret|X-Blob/);
  });

  it('keeps no head by the names that it keeps', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => (collect(), process.memoryUsage().heapUsed);
    const { search, told } = searching();
    search.ask({ ask: 'search' });
    const before = used();
    for (let at = 0; at < 40; at += 1) {
      const head = Buffer.alloc(
        500_000,
        `x-device-name-${at}: key-of-the-ids=bobs secret `,
      ).toString();
      const colon = head.indexOf(':');
      const end = head.indexOf(' secret');
      const line = headerLine(head.slice(0, colon), head.slice(colon + 2, end));
      search.look({ ...request({}), lines: [line] });
    }
    const kept = used() - before;
    expect(told().found).toHaveLength(40);
    expect(told().found[0]).toMatchObject({ syntax: { key: 'key-of-the-ids' } });
    expect(kept).toBeLessThan(10_000_000);
  });

  it('speaks of the devices of the mailbox that is acted for', () => {
    const { search, told } = searching();
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'bobs' }, { identity: ens(alice, [], { mailbox: bob }) }));
    expect(told().found).toMatchObject([{ known: 1, ofUser: 1 }]);
  });

  it('leaves out the header that is set', () => {
    const { search, told } = searching();
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'bobs' }, { deviceHeader: 'x-dev' }));
    expect(told()).toMatchObject({ requests: 1, found: [] });
  });

  it('keeps 64 headers at most', () => {
    const { search, told } = searching();
    search.ask({ ask: 'search' });
    for (let at = 0; at < 100; at += 1) search.look(request({ [`X-Dev-${String(at)}`]: 'bobs' }));
    expect(told().found).toHaveLength(64);
  });

  it('ends by itself, and keeps what it found until it is stopped', () => {
    const { search, told, pass } = searching();
    expect(search.isOn).toBe(false);
    search.look(request({ 'X-Dev': 'bobs' }));
    expect(told()).toMatchObject({ state: 'off', endsAt: null, found: [] });
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'bobs' }));
    pass(SEARCH_MS - 1);
    expect(search.isOn).toBe(true);
    pass(1);
    search.look(request({ 'X-Dev': 'bobs' }));
    expect(search.isOn).toBe(false);
    expect(told()).toMatchObject({ state: 'over', requests: 1, found: [{ requests: 1 }] });
    expect(search.ask({ ask: 'stop' })).toMatchObject({ state: 'off', found: [] });
    expect(search.ask({ ask: 'search' })).toMatchObject({ state: 'searching', found: [] });
  });
});

describe('the trial', () => {
  const trying = { ask: 'try', name: 'X-Dev', syntax: { form: 'comma', key: null } } as const;

  it('decides as if the header were set, and counts what would be otherwise', () => {
    const { search, told } = searching();
    search.ask(trying);
    search.look(request({ 'x-dev': 'SER1, lostphone' }));
    search.look(request({ 'X-Dev': 'lostphone' }));
    search.look(request({ 'X-Dev': 'bobs' }, { passed: false }));
    search.look(request({ 'X-Dev': 'a;b' }));
    search.look(request({ 'X-Dev': 'a;b' }));
    search.look(request({}));
    const twice = request({ 'X-Dev': 'a' });
    search.look({ ...twice, lines: [...twice.lines, ...twice.lines] });
    expect(told()).toMatchObject({ state: 'trying', requests: 7 });
    expect(told().trial).toEqual({
      ...{ name: 'X-Dev', syntax: { form: 'comma', key: null } },
      ...{ requests: 7, without: 1, understood: 3, allowed: 1, blocked: 2, otherwise: 1 },
      refused: [
        { text: 'The device header is malformed.', count: 2 },
        { text: 'The device header occurs twice.', count: 1 },
      ],
      reasons: [
        { reason: 'COMPLIANT', count: 1 },
        { reason: 'DEVICE_WIPED', count: 1 },
        { reason: 'DEVICE_NOT_OF_USER', count: 1 },
      ],
    });
  });

  it('says in test mode whom it would block', () => {
    const { search, told } = searching();
    search.ask(trying);
    const more = { policies: policies({ mode: 'test' }) };
    search.look(request({ 'X-Dev': 'lostphone' }, more));
    expect(told().trial).toMatchObject({ blocked: 1, otherwise: 1 });
  });

  it('keeps what was found before it, and lasts ten minutes of its own', () => {
    const { search, told, pass } = searching();
    search.ask({ ask: 'search' });
    search.look(request({ 'X-Dev': 'bobs' }));
    pass(SEARCH_MS - 1);
    search.ask(trying);
    pass(SEARCH_MS - 1);
    search.look(request({ 'X-Dev': 'bobs' }));
    expect(told()).toMatchObject({ state: 'trying', found: [{ name: 'X-Dev', requests: 1 }] });
    expect(told().trial).toMatchObject({ understood: 1 });
  });
});

describe('which headers are looked at', () => {
  const may = (name: string, value = 'x') => mayBeDeviceHeader(headerLine(name, value));
  it.each(['X-Devices', 'Device-IDs', 'X-AW-EasIds', 'monkey'])('%s', (name) => {
    expect(may(name)).toBe(true);
  });
  it.each([
    ...['Authorization', 'Proxy-Authorization', 'Cookie', 'X-BackEndOverrideCookie', 'X-Api-Key'],
    ...['X-Auth', 'X-Access-Token', 'X-Amz-Security-Token', 'ApiKey', 'Ocp-Apim-Subscription-Key'],
    ...['X-Session-Id', 'X-Signature', 'X-ENS-Credentials', 'X-Password', 'X-Client-Cert'],
    ...['Content-Length', 'Host', 'User-Agent', 'X-AnchorMailbox', 'X-Forwarded-For'],
    'X_Devices',
  ])('never %s', (name) => {
    expect(may(name)).toBe(false);
  });
  it('neither an empty value nor one that is longer than any list', () => {
    expect(may('X-Devices', '')).toBe(false);
    expect(may('X-Devices', 'x'.repeat(8193))).toBe(false);
  });
});

describe('readings of a value', () => {
  const said = (value: string) =>
    readingsOf(value).map(
      ({ syntax: { form, key }, ids }) => `${form} ${key ?? '-'} ${ids.join()}`,
    );
  it.each<[string, readonly string[]]>([
    ['A', ['comma - A', 'semicolon - A', 'pipe - A', 'space - A']],
    ['A, B', ['comma - A,B']],
    ['A|B', ['pipe - A,B']],
    ['["A","B"]', ['json - A,B']],
    ['[{"id":"A","os":"x"},{"id":"B","os":"y"}]', ['json id A,B', 'json os x,y']],
    ['[{', []],
    ['[]', []],
    ['os=x;id=A, os=y;id=B', ['comma os x,y', 'comma id A,B']],
  ])('%s', (value, expected) => {
    expect(said(value)).toEqual(expected);
  });
});

it('no id is told whole', () => {
  expect(['', '4711', 'SERIAL1', 'ApplABCDEF123456'].map(masked)).toEqual([
    ...['…', '…', 'S…1', 'Ap…56'],
  ]);
});
