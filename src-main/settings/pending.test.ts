import { expect, test } from 'vitest';
import { pendingChanges } from './pending.ts';

const files = (properties: string, mem: unknown = {}) => ({
  properties,
  memConfiguration: typeof mem === 'string' ? mem : JSON.stringify(mem),
});

test('nothing differs, whatever comments, order and layout say', () => {
  expect(
    pendingChanges(files('a=1\nb=2', { x: 1 }), files('# c\nb: 2\na = 1\n', '{\n"x":1}')),
  ).toEqual([]);
});

test('a key set, changed and commented out', () => {
  const inForce = files('a=1\nb=2\n#c=3');
  expect(pendingChanges(inForce, files('a=9\n#b=2\nc=3'))).toEqual([
    { key: 'a', inForce: '1', saved: '9' },
    { key: 'b', inForce: '2', saved: null },
    { key: 'c', inForce: null, saved: '3' },
  ]);
});

test('JSON by dotted path; what is one setting stays one', () => {
  const before = {
    compliance: { mode: 'test', serviceAccounts: [] },
    listener: { tls: null, port: 1 },
  };
  const after = {
    compliance: { mode: 'enforce', serviceAccounts: ['svc'] },
    listener: { tls: { pfx: 'a.pfx' }, port: 1 },
    extra: { deep: true },
  };
  expect(pendingChanges(files('', before), files('', after))).toEqual([
    { key: 'compliance.mode', inForce: 'test', saved: 'enforce' },
    { key: 'compliance.serviceAccounts', inForce: '[]', saved: '["svc"]' },
    { key: 'listener.tls', inForce: 'null', saved: '{"pfx":"a.pfx"}' },
    { key: 'extra.deep', inForce: null, saved: 'true' },
  ]);
});

test('a file that is no JSON any more', () => {
  const broken = [{ key: 'mem-configuration.json', inForce: '(keys)', saved: '(not JSON)' }];
  expect(pendingChanges(files('', { a: 1, b: 2 }), files('', '{'))).toEqual(broken);
  expect(pendingChanges(files('', '{'), files('', '{'))).toEqual([]);
});

test('properties in another encoding', () => {
  const wide = Buffer.from('a=1', 'utf16le').toString('latin1');
  expect(pendingChanges(files('a=1\nb=2'), files(wide))).toEqual([
    { key: 'application.properties', inForce: '(keys)', saved: '(not readable)' },
  ]);
});

test('no secret is shown', () => {
  const before = files('proxy.password=old\nhost=https://u:hunter2@h:1');
  const shown = JSON.stringify(pendingChanges(before, files('proxy.password=new\nhost=x')));
  expect(shown).toContain('proxy.password');
  expect(shown).not.toMatch(/old|new|hunter2/);
});

test.each(['https://u:hun/ter2@h:1', 'https://u:x@hunter2@h:1'])(
  'no part of a password in an address is shown: %s',
  (address) => {
    const shown = JSON.stringify(pendingChanges(files(`host=${address}`), files('host=x')));
    expect(shown).not.toMatch(/ter2/);
  },
);

test('what a key names a secret in another word is hidden, too', () => {
  const after = files('store.pwd=hunter2\nalert.webhook=https://hooks.test/hunter2');
  expect(JSON.stringify(pendingChanges(files(''), after))).not.toContain('hunter2');
});
