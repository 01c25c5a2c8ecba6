/** Trust by fingerprint, given and taken back, over the files and with a gateway. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGateway } from '../gateway/gateway.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { askGateway, trustFirst, useCertificates } from './testing-certificates.ts';
import { codeOf, now as then } from './testing.ts';

const { home, pem, key, change, exchange, trusted } = useCertificates();

test('a server that nobody vouches for is trusted by the fingerprint that was compared, and by no other', async () => {
  const { url, server } = await exchange('exchange');
  const console = home.overFiles();
  const { shown, fingerprint } = await trustFirst(console, url);
  expect(shown).toMatchObject({
    ...{ server: url, obstacles: [], offers: [{ as: 'itself' }] },
    fault: { text: expect.stringContaining('signed by itself') as unknown },
  });
  const other = 'AB:'.repeat(31) + 'AB';
  const wrong = console.trustCertificate({ hostAndPort: url, fingerprint: other });
  expect(await codeOf(wrong)).toBe('CERTIFICATE_CHANGED');
  // Between looking and trusting the server shows another one.
  server.setSecureContext({ key: key('second'), cert: pem('second') });
  const late = console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(await codeOf(late)).toBe('CERTIFICATE_CHANGED');
  expect(trusted()).toEqual([]);
  server.setSecureContext({ key: key('exchange'), cert: pem('exchange') });
  const done = await console.trustCertificate({ hostAndPort: url, fingerprint });
  const digits = fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase();
  expect(done).toEqual({ file: `127.0.0.1-${digits}.pem`, inForce: false, warnings: [] });
  const path = join(home.paths.trust, done.file);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readFileSync(path, 'utf8')).toContain(`by tester on ${then().toISOString()}`);
  expect(await console.probeServer({ hostAndPort: url })).toMatchObject({
    fault: null,
    offers: [],
  });
  const again = console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(await codeOf(again)).toBe('CERTIFICATE_REFUSED');
});

test('with the whole chain: the certificate or its root, no intermediate and nothing that has another name', async () => {
  const { url } = await exchange('first', 'root');
  const console = home.overFiles();
  const { shown } = await trustFirst(console, url);
  expect(shown.offers.map((each) => each.as)).toEqual(['itself', 'authority']);
  const root = shown.offers[1]?.fingerprint ?? '';
  const named = await console.probeServer({ hostAndPort: url.replace('127.0.0.1', '127.0.0.2') });
  expect(named).toMatchObject({ offers: [], chain: [] });
  await console.trustCertificate({ hostAndPort: url, fingerprint: root.toLowerCase() });
  const lonely = await exchange('second');
  const vouched = await console.probeServer({ hostAndPort: lonely.url });
  expect(vouched.fault).toBeNull();
});

test('what trust would not mend is not offered', async () => {
  const { url } = await exchange('old');
  const console = home.overFiles();
  const { shown } = await trustFirst(console, url);
  expect(shown).toMatchObject({ offers: [], obstacles: [expect.stringMatching(/^It expired/)] });
  const fingerprint = shown.chain[0]?.fingerprint ?? '';
  const asked = console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(await codeOf(asked)).toBe('CERTIFICATE_REFUSED');
  expect(await codeOf(console.probeServer({ hostAndPort: 'http://127.0.0.1:1' }))).toBe(
    'HOST_AND_PORT',
  );
});

test('trust is taken back: a copy stays, and no name leads out of the folder', async () => {
  mkdirSync(home.paths.trust, { recursive: true });
  writeFileSync(join(home.paths.trust, 'own.pem'), pem('root'));
  symlinkSync(home.paths.memConfiguration, join(home.paths.trust, 'link.pem'));
  const console = home.overFiles();
  for (const file of [
    '../devices.json',
    '../tls/server.pem',
    'a/b.pem',
    '.hidden.pem',
    'own.txt',
    'x\0.pem',
    '',
  ])
    expect(await codeOf(console.untrustCertificate({ file }))).toBe('USAGE');
  expect(await codeOf(console.untrustCertificate({ file: 'none.pem' }))).toBe('FILE_MISSING');
  expect(await codeOf(console.untrustCertificate({ file: 'link.pem' }))).toBe('PATH_OUTSIDE');
  const { kept } = await console.untrustCertificate({ file: 'own.pem' });
  expect(readFileSync(kept, 'utf8')).toBe(pem('root'));
  expect(kept.startsWith(home.paths.untrusted)).toBe(true);
  expect(trusted()).toEqual(['link.pem']);
});

test('a folder of trust that leads elsewhere is not written into', async () => {
  const { url } = await exchange('exchange');
  const outside = temporaryFolder(onTestFinished, 'outside');
  rmdirSync(home.paths.trust);
  symlinkSync(outside, home.paths.trust);
  const console = home.overFiles();
  const { fingerprint } = await trustFirst(console, url);
  const asked = console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(await codeOf(asked)).toBe('PATH_OUTSIDE');
  expect(readdirSync(outside)).toEqual([]);
});

test('trust comes into force at once, and goes at once', async () => {
  const { url } = await exchange('exchange');
  change('emailServer', { hostAndPort: url });
  const { console, hosting } = await home.running({ ...fakeEngine, openGateway });
  const port = hosting.service.listening()?.port ?? 0;
  expect(await askGateway(port)).toBe(502);
  const { fingerprint } = await trustFirst(console, url);
  const done = await console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(done).toMatchObject({ inForce: true, warnings: [] });
  expect(await askGateway(port)).toBe(200);
  expect(await console.untrustCertificate({ file: done.file })).toMatchObject({ inForce: true });
  expect(await askGateway(port)).toBe(502);
});
