/** Paths are proven by signatures: what a client sends along under a name that fits counts for nothing. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPki, type Pki } from '../../testing/client-pki.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { nameOf } from '../certificates.ts';
import { pathsFrom, type CertificatePath } from './paths.ts';

const folder = temporaryFolder(afterAll, 'paths');
let pki: Pki;
const made: Record<string, X509Certificate> = {};

function certificate(name: string): X509Certificate {
  const found = made[name];
  if (found === undefined) throw new Error(name);
  return found;
}
const all = (...names: readonly string[]) => names.map(certificate);

beforeAll(() => {
  pki = createPki(folder);
  const keep = (name: string, { cert }: { readonly cert: string }): void => {
    made[name] = new X509Certificate(cert);
  };
  const same = { subject: '/CN=sub' };
  keep('one', pki.authority('one'));
  keep('two', pki.authority('two'));
  keep('sub', pki.authority('sub', 'one'));
  keep('forged', pki.authority('forged', 'forged', same));
  keep('crossed', pki.authority('crossed', 'two', { ...same, keyOf: 'sub' }));
  keep('alice', pki.client('alice', 'sub'));
  keep('bob', pki.client('bob', 'sub'));
  // Bob's key signs whatever he likes; the public key of an authority is no secret.
  keep('decoy', pki.authority('decoy', 'bob', { ...same, keyOf: 'sub' }));
  for (let number = 0; number < 30; number += 1) {
    const name = `flood${String(number)}`;
    keep(name, pki.authority(name, name, same));
  }
}, 60_000);

const names = (paths: readonly CertificatePath[]) =>
  paths.map((path) => path.map((each) => nameOf(each)).join(' < '));

test('from the folder, sent along, and over both of two roots', () => {
  const leaf = certificate('alice');
  expect(names(pathsFrom(leaf, [], all('one', 'sub')))).toEqual(['CN=alice < CN=sub < CN=one']);
  expect(names(pathsFrom(leaf, all('sub'), all('one')))).toEqual(['CN=alice < CN=sub < CN=one']);
  const both = pathsFrom(leaf, all('sub', 'crossed'), all('one', 'two'));
  expect(names(both)).toEqual(['CN=alice < CN=sub < CN=one', 'CN=alice < CN=sub < CN=two']);
});

test('a root that was sent is no anchor', () => {
  expect(pathsFrom(certificate('alice'), all('sub', 'one'), all('two'))).toEqual([]);
});

test('a false issuer of the same name is in no path, wherever it stands', () => {
  const paths = pathsFrom(certificate('alice'), all('forged', 'sub'), all('one'));
  expect(paths).toHaveLength(1);
  expect(paths[0]?.[1]?.fingerprint256).toBe(certificate('sub').fingerprint256);
  // In the folder it would be a root of its own: it signed nothing of this.
  expect(pathsFrom(certificate('alice'), [], all('forged'))).toEqual([]);
});

test("an issuer vouched for by a user's own certificate is none, although every signature is right", () => {
  const paths = pathsFrom(certificate('alice'), all('decoy', 'bob', 'sub'), all('one'));
  expect(paths).toHaveLength(1);
  expect(paths[0]?.[1]?.fingerprint256).toBe(certificate('sub').fingerprint256);
});

test('who sends many of one name costs no more than a bounded number of checks', () => {
  const flood = Array.from({ length: 30 }, (_, number) => certificate(`flood${String(number)}`));
  expect(pathsFrom(certificate('alice'), [...flood, certificate('sub')], all('one'))).toEqual([]);
  expect(pathsFrom(certificate('alice'), flood, all('one', 'sub'))).toHaveLength(1);
});
