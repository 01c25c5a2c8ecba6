import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate, offset, openssl } from '../testing/tls-material.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { loadTrustedCertificates } from './trusted-certificates.ts';

const material = temporaryFolder(afterAll, 'ca');
const config = temporaryFolder(afterAll, 'config');
const trust = () => join(config, 'trust');
const load = () => loadTrustedCertificates(trust(), config, new Date());

beforeAll(() => {
  makeCertificate(material, { name: 'one', authority: true });
  makeCertificate(material, { name: 'two', authority: true });
  makeCertificate(material, { name: 'old', authority: true, from: offset(-2), until: offset(-1) });
});

const pem = (name: string) => readFileSync(join(material, `${name}.pem`), 'utf8');

test('no folder: nothing is trusted besides the system', async () => {
  expect(await load()).toEqual({ certificates: [], problems: [] });
});

test('PEM with several, DER, an expired one; other files are left alone', async () => {
  mkdirSync(trust());
  writeFileSync(join(trust(), 'a.pem'), `a comment\n${pem('one')}${pem('two')}`);
  openssl(
    'x509',
    '-in',
    join(material, 'two.pem'),
    '-outform',
    'DER',
    '-out',
    join(trust(), 'b.crt'),
  );
  writeFileSync(join(trust(), 'c.PEM'), pem('old'));
  writeFileSync(join(trust(), 'readme.txt'), 'hello');
  const { certificates, problems } = await load();
  expect(certificates).toEqual([pem('one'), pem('two'), pem('two'), pem('old')]);
  expect(problems).toEqual([
    expect.objectContaining({
      code: 'CERTIFICATE',
      severity: 'warning',
      file: join(trust(), 'c.PEM'),
    }),
  ]);
});

test('what is no certificate, and a link that leaves config', async () => {
  writeFileSync(join(trust(), 'd.pem'), 'junk');
  symlinkSync('/etc/hostname', join(trust(), 'e.pem'));
  const { problems } = await load();
  expect(problems.map(({ severity, code, file }) => [severity, code, file])).toEqual([
    ['warning', 'CERTIFICATE', join(trust(), 'c.PEM')],
    ['error', 'CERTIFICATE', join(trust(), 'd.pem')],
    ['error', 'PATH_OUTSIDE', join(trust(), 'e.pem')],
  ]);
});
