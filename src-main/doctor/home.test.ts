/** What the doctor says of the home: settings, port, certificate, disk. */
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readSaved } from '../settings/load.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';
import { makeCertificate, offset, openssl } from '../testing/tls-material.ts';
import { diskFinding } from './checks/disk.ts';
import { checkIds, checkResultSchema } from '../../src-shared/doctor.ts';
import { checkList } from './doctor.ts';
import { openClinic, type Clinic } from './testing.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
  // A name that the name servers of this machine need not know.
  clinic.home.changeMem({ 'emailServer.hostAndPort': 'http://127.0.0.1:1' });
});
afterEach(() => clinic.home.remove());

async function taken(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

test('every check has its title, and its answer the shape of the contract', async () => {
  expect(checkList.map(({ id }) => id)).toEqual(checkIds);
  for (const { id, title } of checkList) {
    const found = await clinic.ask(id);
    expect(checkResultSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({ id, title });
    expect(found.text).not.toBe('');
  }
});

describe('settings', () => {
  test('that pass', async () => {
    const found = await clinic.ask('settings');
    expect(['fine', 'warns']).toContain(found.state);
    expect(found.details[0]).toBe('No gateway runs: what is saved was looked at.');
  });

  test('that do not: where, and what to do; the other checks go on', async () => {
    clinic.home.changeMem({ 'compliance.mode': 'sometimes' });
    const found = await clinic.ask('settings');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toBe('No gateway can start with the saved settings: 1 problem.');
    expect(found.details.join('\n')).toMatch(/SCHEMA: .*compliance\.mode, line \d+/);
    expect(found.remedy).toContain('docs/settings.md');
    expect((await clinic.ask('listener')).state).not.toBe('skipped');
  });

  test('what is saved counts, also beside a gateway: both are told apart', async () => {
    const running = { url: null, port: null, files: await readSaved(clinic.home.paths) };
    expect((await clinic.ask('settings', { running })).details[0]).toBe(
      'What is saved is in force.',
    );
    clinic.home.changeMem({ 'compliance.mode': 'enforce' });
    expect((await clinic.ask('settings', { running })).details[0]).toMatch(
      /^1 saved change not in force before a restart/,
    );
  });

  test('that are gone', async () => {
    await clinic.home.remove();
    expect(await clinic.ask('settings')).toMatchObject({ state: 'fails' });
    expect(await clinic.ask('certificate')).toMatchObject({ state: 'skipped' });
    expect(await clinic.ask('listener')).toMatchObject({ state: 'skipped' });
    expect(await clinic.ask('disk')).toMatchObject({ state: 'fails' });
  });
});

describe('the port', () => {
  test('free, chosen by the system, taken by another', async () => {
    clinic.home.changeMem({ 'listener.port': 0 });
    expect(await clinic.ask('listener')).toMatchObject({ state: 'fine' });
    const port = await taken();
    clinic.home.changeMem({ 'listener.port': port });
    const found = await clinic.ask('listener');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain(`127.0.0.1:${port}`);
    expect(found.remedy).toContain('Choose another listener.port');
  });

  test('of the running gateway: it answers, or it does not', async () => {
    const port = await taken();
    const files = await readSaved(clinic.home.paths);
    clinic.home.changeMem({ 'listener.port': port });
    const url = `http://127.0.0.1:${port}`;
    const found = await clinic.ask('listener', { running: { url, port, files } });
    expect(found).toMatchObject({ state: 'fine', text: `The gateway answers on ${url}.` });
    const gone = { url: 'http://127.0.0.1:1', port: 1, files };
    clinic.home.changeMem({ 'listener.port': 1 });
    const lost = await clinic.ask('listener', { running: gone });
    expect(lost).toMatchObject({ state: 'fails' });
    expect(lost.text).toContain('nothing listens there');
  });

  test('another one after the next restart', async () => {
    const port = await taken();
    const files = await readSaved(clinic.home.paths);
    const running = { url: `http://127.0.0.1:${port}`, port, files };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const next = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    clinic.home.changeMem({ 'listener.port': next });
    expect(await clinic.ask('listener', { running })).toMatchObject({ state: 'warns' });
  });
});

describe.skipIf(!hasOpenssl)('the certificate of the listener', () => {
  const named = (name: string, dates: { from?: string; until?: string } = {}) => {
    const { tls } = clinic.home.paths;
    mkdirSync(tls, { recursive: true });
    makeCertificate(tls, { name, ...dates });
    const files = { certificate: `tls/${name}.pem`, key: `tls/${name}.key` };
    clinic.home.changeMem({ 'listener.tls': files });
  };

  test('none, with plain HTTP', async () => {
    expect(await clinic.ask('certificate')).toMatchObject({ state: 'skipped' });
  });

  test('that lasts', async () => {
    named('long');
    const found = await clinic.ask('certificate');
    expect(found).toMatchObject({ state: 'fine' });
    expect(found.text).toMatch(/^Valid for \d+ more days\.$/);
    expect(found.details[0]).toContain('CN=long');
  });

  test('that ends soon', async () => {
    named('soon', { until: offset(0, 9) });
    const found = await clinic.ask('certificate');
    expect(found).toMatchObject({ state: 'warns', remedy: 'Renew the certificate.' });
  });

  test('that has expired: the checks of Exchange go on all the same', async () => {
    named('expired', { from: offset(-2), until: offset(-1) });
    const found = await clinic.ask('certificate');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('expired on');
    expect(await clinic.ask('settings')).toMatchObject({ state: 'fails' });
    expect((await clinic.ask('exchange.eas')).text).toContain('nothing listens there');
  });

  test('in a PFX with a passphrase, which nothing repeats', async () => {
    named('boxed');
    const { tls } = clinic.home.paths;
    const pair = ['-inkey', `${tls}/boxed.key`, '-in', `${tls}/boxed.pem`];
    openssl('pkcs12', '-export', ...pair, '-out', `${tls}/b.pfx`, '-passout', 'pass:Sesame-77');
    clinic.home.changeMem({ 'listener.tls': { pfx: 'tls/b.pfx' } });
    const locked = await clinic.ask('certificate');
    expect(locked).toMatchObject({ state: 'fails' });
    expect(locked.remedy).toContain('secret set listener.pfxPassphrase');
    clinic.secrets.set('listener.pfxPassphrase', Buffer.from('Sesame-77'));
    const found = await clinic.ask('certificate');
    expect(found).toMatchObject({ state: 'fine' });
    expect(JSON.stringify([locked, found])).not.toContain('Sesame');
  });
});

describe('the disk', () => {
  test('of this machine', async () => {
    const found = await clinic.ask('disk');
    expect(found.text).toMatch(/^[\d.]+ [MG]iB of [\d.]+ [MG]iB are free\.$/);
  });

  test.each([
    [5e9, 'fine'],
    [5e8, 'warns'],
    [1e7, 'fails'],
  ])('with %d bytes left: %s', (free, state) => {
    const found = diskFinding(free, 1e11);
    expect(found.state).toBe(state);
    expect(found.remedy === undefined).toBe(state === 'fine');
  });
});
