import { expect, test } from 'vitest';
import type { FormSetting } from '../../src-shared/contract/window.ts';
import { catalogue } from '../../src-shared/settings/catalogue.ts';
import { changesOf, faultsOf, fieldOf, stepOf, valuesFrom } from './set-up-values.ts';
import type { SetUpValues } from './set-up-values.ts';

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const settings = (saved: Readonly<Record<string, string | null>> = {}): FormSetting[] =>
  catalogue.map(({ key, file, initial }) => ({
    ...{ key, file, inForce: null },
    saved: Object.hasOwn(saved, key) ? (saved[key] ?? null) : asText(initial),
  }));

const fresh = valuesFrom(settings());
const entered: SetUpValues = { ...fresh, exchange: 'https://mail.corp.example:443' };

test('a new home: the defaults, and nobody else’s server', () => {
  expect(fresh).toMatchObject({ host: '127.0.0.1', port: '8443', tlsEnds: 'before', exchange: '' });
  expect(fresh).toMatchObject({ ewsProxy: false, directoryFile: 'devices.json', mode: 'test' });
  expect(Object.keys(faultsOf(fresh))).toEqual(['exchange']);
  expect(faultsOf(entered)).toEqual({});
});

test('only what differs is saved, in the form of its file', () => {
  expect(changesOf(entered, settings())).toEqual({
    'emailServer.hostAndPort': 'https://mail.corp.example:443',
  });
  const all: SetUpValues = {
    ...{ host: '::', port: '443', tlsEnds: 'here', certificate: 'tls/a.pem', key: 'tls/a.key' },
    ...{ balancers: '', exchange: 'https://mail:443', ewsProxy: true, directoryFile: 'feed.json' },
    mode: 'enforce',
  };
  expect(changesOf(all, settings())).toEqual({
    'listener.host': '::',
    'listener.port': '443',
    'listener.tls': '{"certificate":"tls/a.pem","key":"tls/a.key"}',
    'emailServer.hostAndPort': 'https://mail:443',
    'enable.boxer.ens.ews.proxy': 'true',
    'compliance.directoryFile': 'feed.json',
    'compliance.mode': 'enforce',
  });
});

test('what the file has comes back as it was', () => {
  const saved = {
    'listener.host': '0.0.0.0',
    'listener.tls': '{ "pfx": "tls/gw.pfx" }',
    'listener.balancers': '["10.0.0.0/8"]',
    'emailServer.hostAndPort': 'https://mail:443',
    'compliance.mode': 'enforce',
  };
  const values = valuesFrom(settings(saved));
  expect(values).toMatchObject({ tlsEnds: 'here', certificate: 'tls/gw.pfx', key: '' });
  expect(changesOf({ ...values, tlsEnds: 'before' }, settings(saved))).toEqual({
    'listener.tls': 'null',
  });
  expect(faultsOf(values)).toEqual({});
});

test('a key that the file lacks is written, an optional one only when it says something', () => {
  const without = settings({ 'listener.port': null, 'listener.tls': null });
  expect(changesOf(entered, without)).toMatchObject({ 'listener.port': '8443' });
  expect(changesOf(entered, without)).not.toHaveProperty('listener.tls');
});

test.each<[Partial<SetUpValues>, string]>([
  [{ host: 'two words' }, 'host'],
  [{ port: '' }, 'port'],
  [{ port: '65536' }, 'port'],
  [{ port: '1e3' }, 'port'],
  [{ host: '0.0.0.0' }, 'balancers'],
  [{ host: '0.0.0.0', balancers: 'everybody' }, 'balancers'],
  [{ tlsEnds: 'here' }, 'certificate'],
  [{ tlsEnds: 'here', certificate: 'a.pem' }, 'key'],
  [{ exchange: 'https://mail.example:443' }, 'exchange'],
  [{ exchange: 'mail:443' }, 'exchange'],
  [{ directoryFile: '' }, 'directoryFile'],
])('%j cannot be saved', (changed, field) => {
  expect(faultsOf({ ...entered, ...changed })).toHaveProperty(field);
});

test.each([
  ['listener.tls.key', 'key', 'listener'],
  ['listener.tls.certificate', 'certificate', 'listener'],
  ['emailServer.hostAndPort', 'exchange', 'exchange'],
  ['enable.boxer.ens.ews.proxy', 'ewsProxy', 'exchange'],
  ['compliance.directoryFile', 'directoryFile', 'compliance'],
] as const)('a problem of %s stands at %s', (key, field, step) => {
  expect(fieldOf(key)).toBe(field);
  expect(stepOf(field)).toBe(step);
});

test('a problem of anything else belongs to no field', () => {
  expect([fieldOf('compliance.ens.sources'), fieldOf(undefined)]).toEqual([null, null]);
});
