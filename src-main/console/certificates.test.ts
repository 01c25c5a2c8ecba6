/** The certificates of a home, and trust by fingerprint, over the files and with a gateway. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Console } from '../../src-shared/contract/calls.ts';
import { openGateway } from '../gateway/gateway.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, offset } from '../testing/tls-material.ts';
import { watchCertificate } from './certificate-watch.ts';
import { codeOf, now as then, quiet, useHome } from './testing.ts';

const real = { ...fakeEngine, openGateway };
const made = temporaryFolder(afterAll, 'certs');
const pem = (name: string): string => readFileSync(join(made, `${name}.pem`), 'utf8');
const key = (name: string): string => readFileSync(join(made, `${name}.key`), 'utf8');
const home = useHome();

beforeAll(() => {
  makeCertificate(made, { name: 'root', authority: true });
  makeCertificate(made, { name: 'first', issuer: 'root' });
  makeCertificate(made, { name: 'second', issuer: 'root' });
  makeCertificate(made, { name: 'old', issuer: 'root', from: offset(-2), until: offset(-1) });
  makeCertificate(made, { name: 'exchange' });
});

function put(name: string, withKey = name): void {
  mkdirSync(home.paths.tls, { recursive: true });
  writeFileSync(join(home.paths.tls, 'server.pem'), pem(name) + pem('root'));
  writeFileSync(join(home.paths.tls, 'server.key'), key(withKey), { mode: 0o600 });
}

function change(section: string, values: Record<string, unknown>): void {
  const file = JSON.parse(readFileSync(home.paths.memConfiguration, 'utf8')) as Record<
    string,
    object
  >;
  Object.assign((file[section] ??= {}), values);
  writeFileSync(home.paths.memConfiguration, JSON.stringify(file));
}

beforeEach(() => {
  put('first');
  change('listener', { tls: { certificate: 'tls/server.pem', key: 'tls/server.key' } });
});

/** Real time: `tester`'s clock stands still before these certificates begin. */
async function exchange(...names: readonly string[]): Promise<{ url: string; server: Server }> {
  const own = names[0] ?? '';
  const server = createServer(
    { key: key(own), cert: names.map(pem).join('') },
    (_asked, answer) => {
      answer.writeHead(200).end('mail');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  server.unref();
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const trusted = (): string[] => (existsSync(home.paths.trust) ? readdirSync(home.paths.trust) : []);

async function trustFirst(console: Console, url: string, at = 0) {
  const shown = await console.probeServer({ hostAndPort: url });
  const fingerprint = shown.offers[at]?.fingerprint ?? '';
  return { shown, fingerprint };
}

test('what the home shows its clients, and what is wrong with it', async () => {
  const found = await home.overFiles().certificates({});
  expect(found.listener).toMatchObject({
    ...{ kind: 'tls', files: ['tls/server.pem', 'tls/server.key'], inForce: null, problems: [] },
    chain: [
      {
        ...{ subject: 'CN=first', issuer: 'CN=root', names: ['localhost', '127.0.0.1'] },
        ...{ key: 'EC, P-256', selfSigned: false, authority: false, lasting: 'fine' },
      },
      { subject: 'CN=root', selfSigned: true, authority: true },
    ],
  });
  expect(found.listener.chain[0]?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(found.waits).toEqual([]);
  put('old', 'first');
  const { listener } = await home.overFiles().certificates({});
  expect(listener.chain[0]).toMatchObject({ subject: 'CN=old', lasting: 'expired' });
  expect(listener.problems).toMatchObject([{ code: 'KEY_MISMATCH', severity: 'error' }]);
});

test('no key is ever in the answer', async () => {
  const text = JSON.stringify(await home.overFiles().certificates({}));
  expect(text).not.toContain('PRIVATE KEY');
  expect(text).not.toContain(key('first').split('\n')[1]);
});

test('client authorities and trusted certificates, each with its file', async () => {
  mkdirSync(home.paths.clientCa, { recursive: true });
  mkdirSync(home.paths.trust, { recursive: true });
  writeFileSync(join(home.paths.clientCa, 'root.pem'), pem('root'));
  writeFileSync(join(home.paths.trust, 'two.crt'), pem('root') + pem('old'));
  writeFileSync(join(home.paths.trust, 'junk.pem'), 'junk');
  symlinkSync(join(home.paths.trust, 'two.crt'), join(home.paths.trust, 'link.pem'));
  change('clientCertificates', { mode: 'optional' });
  const { clients, exchange: towards } = await home.overFiles().certificates({});
  expect(clients).toMatchObject({
    ...{ mode: 'optional', problems: [] },
    files: [{ name: 'root.pem', certificates: [{ subject: 'CN=root' }], removable: false }],
  });
  expect(
    towards.files.map(({ name, certificates, removable }) => [
      name,
      certificates.length,
      removable,
    ]),
  ).toEqual([
    ['junk.pem', 0, true],
    ['link.pem', 2, false],
    ['two.crt', 2, true],
  ]);
  expect(towards.problems.map(({ message }) => message)).toEqual([
    'The file holds no certificate that can be read.',
  ]);
  expect(towards.servers).toEqual(['https://127.0.0.1:9']);
});

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

/** Of the certificate that a new handshake shows. */
function shownAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

function ask(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ port, host: '127.0.0.1', path: '/Microsoft-Server-ActiveSync', agent: false },
        ...{ method: 'OPTIONS', rejectUnauthorized: false },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.once('error', reject).end();
  });
}

test('a renewed certificate comes into force, alone, while requests go on', async () => {
  const { console, hosting } = await home.running(real);
  const port = hosting.service.listening()?.port ?? 0;
  expect(await shownAt(port)).toBe('first');
  const context = { paths: home.paths, service: hosting.service, log: quiet, now: then };
  const watch = watchCertificate({
    ...context,
    files: { run: (work) => work() },
    secret: async () => ({ ok: true, value: null, warnings: [] }),
  });
  expect(await watch.look()).toBe(false);
  // Half of the pair, as while it is being renewed: nothing changes.
  put('second', 'first');
  expect(await watch.look()).toBe(false);
  expect((await console.certificates({})).waits).toEqual([]);
  put('second');
  change('compliance', { mode: 'test' });
  const before = await console.certificates({});
  expect(before).toMatchObject({
    ...{ waits: ['listener'] },
    listener: { chain: [{ subject: 'CN=second' }, {}], inForce: { subject: 'CN=first' } },
  });
  const asked = Array.from({ length: 20 }, () => ask(port));
  const [report, ...answers] = await Promise.all([console.renewCertificates({}), ...asked]);
  expect(report).toMatchObject({ generation: 2, failed: 0, cutStreams: 0 });
  expect(answers.every((status) => status >= 200 && status < 600)).toBe(true);
  expect(await shownAt(port)).toBe('second');
  const status = await console.status({});
  expect(status.mode).toBe('enforce');
  expect(status.pending.map((each) => each.key)).toEqual(['compliance.mode']);
  expect(await console.certificates({})).toMatchObject({
    ...{ waits: [], listener: { inForce: { subject: 'CN=second' } } },
  });
  put('first');
  expect(await watch.look()).toBe(true);
  expect(await shownAt(port)).toBe('first');
});

test('a broken file never takes the place of a working one', async () => {
  const { console, hosting } = await home.running(real);
  writeFileSync(join(home.paths.tls, 'server.pem'), 'junk');
  expect(await codeOf(console.renewCertificates({}))).toBe('CERTIFICATE');
  expect(await shownAt(hosting.service.listening()?.port ?? 0)).toBe('first');
  expect((await console.status({})).generation).toBe(1);
});

test('trust comes into force at once, and goes at once', async () => {
  const { url } = await exchange('exchange');
  change('emailServer', { hostAndPort: url });
  const { console, hosting } = await home.running(real);
  const port = hosting.service.listening()?.port ?? 0;
  expect(await ask(port)).toBe(502);
  const { fingerprint } = await trustFirst(console, url);
  const done = await console.trustCertificate({ hostAndPort: url, fingerprint });
  expect(done).toMatchObject({ inForce: true, warnings: [] });
  expect(await ask(port)).toBe(200);
  expect(await console.untrustCertificate({ file: done.file })).toMatchObject({ inForce: true });
  expect(await ask(port)).toBe(502);
});
