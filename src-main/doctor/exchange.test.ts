/** What the doctor says of Exchange, against real servers on loopback. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BEARER_CHALLENGE, startExchange, type ExchangeOptions } from '../../lab/index.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, offset } from '../testing/tls-material.ts';
import { openClinic, type Clinic } from './testing.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.home.remove());

const basic = 'Basic realm="x"';
const removing = (on: boolean) =>
  clinic.home.editProperties(`auth.for.ews=${!on}`, `auth.for.ews=${on}`);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

const name = (address: string) => clinic.home.changeMem({ 'emailServer.hostAndPort': address });

async function exchange(options: Partial<ExchangeOptions>): Promise<string> {
  const started = await startExchange({ users: [], ...options });
  onTestFinished(() => started.close());
  name(`http://127.0.0.1:${started.port}`);
  return `http://127.0.0.1:${started.port}`;
}

async function answering(answer: RequestListener): Promise<void> {
  const server = createHttp(answer);
  name(`http://127.0.0.1:${await listen(server)}`);
}

describe('the way to it', () => {
  test('nobody named one', async () => {
    clinic.home.changeMem({ 'emailServer.hostAndPort': 'mail' });
    for (const id of ['exchange.eas', 'exchange.ews', 'challenges.ews', 'eas.options'] as const) {
      expect(await clinic.ask(id)).toMatchObject({ state: 'skipped', remedy: null });
    }
    expect((await clinic.ask('methods')).state).toBe('skipped');
  });

  test('plain HTTP is reached, and warned of', async () => {
    const url = await exchange({});
    const found = await clinic.ask('exchange.eas');
    expect(found).toMatchObject({ state: 'warns', title: 'Exchange for ActiveSync' });
    expect(found.text).toBe(`${url}: Plain HTTP: nothing is encrypted, passwords included.`);
    expect(found.details[0]).toBe('127.0.0.1 is an address.');
    expect(found.details[1]).toMatch(/^Connected to port \d+ in \d+ ms\.$/);
    expect(found.ms).toBeGreaterThan(0);
  });

  test('a dead port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    name(`https://127.0.0.1:${port}`);
    const found = await clinic.ask('exchange.ews');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('nothing listens there');
    expect(found.remedy).toContain('network to Exchange');
    expect(await clinic.ask('challenges.ews')).toMatchObject({ state: 'fails' });
  });

  test('a name without an address', async () => {
    name('https://no-such-host.invalid:443');
    const found = await clinic.ask('exchange.eas', { boundMs: 5000 });
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.remedy).toContain('DNS');
  });

  test('a server that is silent', async () => {
    const sockets: { destroy: () => void }[] = [];
    name(`https://127.0.0.1:${await listen(createServer((socket) => void sockets.push(socket)))}`);
    // Hooks run from the last one on: what waits for the connections comes after this.
    onTestFinished(() => sockets.forEach((each) => each.destroy()));
    const found = await clinic.ask('exchange.eas', { boundMs: 200 });
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('No answer within 0.2 s.');
    expect(found.details).toHaveLength(3);
  });

  test('EWS on a server of its own', async () => {
    await exchange({});
    const other = await startExchange({ users: [], challenges: [basic] });
    onTestFinished(() => other.close());
    const { paths, properties } = clinic.home;
    const own = `ews.email.server.host.and.port=http://127.0.0.1:${other.port}`;
    writeFileSync(paths.properties, `${properties()}\n${own}\n`);
    expect((await clinic.ask('exchange.ews')).text).toContain(`:${other.port}`);
    expect((await clinic.ask('exchange.eas')).text).not.toContain(`:${other.port}`);
  });
});

describe.skipIf(!hasOpenssl)('its certificate', () => {
  async function served({ key, cert }: { key: string; cert: string }): Promise<void> {
    const server = createHttps({ key, cert }, (_request, response) => {
      response.writeHead(401, { 'www-authenticate': basic }).end();
    });
    name(`https://127.0.0.1:${await listen(server)}`);
  }
  const trust = (cert: string) => writeFileSync(join(clinic.home.paths.trust, 'a.pem'), cert);

  test('that is trusted, and ends in two days', async () => {
    const made = temporaryCertificate(['IP:127.0.0.1'], 'mail.test');
    await served(made);
    trust(made.cert);
    const found = await clinic.ask('exchange.eas');
    expect(found).toMatchObject({ state: 'warns' });
    expect(found.text).toContain('expires on');
    expect(found.details.at(-1)).toMatch(/^CN=mail\.test, issued by .*SHA-256/);
  });

  test('that nobody trusts: a failure, or a warning where it is not checked', async () => {
    await served(temporaryCertificate(['IP:127.0.0.1'], 'mail.test'));
    const found = await clinic.ask('exchange.eas');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('signed by itself and not trusted here');
    expect(found.remedy).toContain('config/trust');
    clinic.home.changeMem({ 'emailServer.ignoreSslErrorsWithExch': true });
    const ignored = await clinic.ask('exchange.eas');
    expect(ignored).toMatchObject({ state: 'warns' });
    expect(ignored.text).toContain('It is not checked');
  });

  test('of another name', async () => {
    const made = temporaryCertificate(['DNS:other.test'], 'other.test');
    await served(made);
    trust(made.cert);
    const found = await clinic.ask('exchange.eas');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('is for another name');
  });

  test('that has expired; one that lasts is fine', async () => {
    const folder = temporaryFolder(onTestFinished, 'doctor');
    const made = (expired: boolean) => {
      const dates = expired ? { from: offset(-2), until: offset(-1) } : {};
      const { certificate, key } = makeCertificate(folder, { name: `e${expired}`, ...dates });
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(certificate, 'utf8') };
    };
    const old = made(true);
    await served(old);
    trust(old.cert);
    expect((await clinic.ask('exchange.eas')).text).toContain('has expired');
    const young = made(false);
    await served(young);
    trust(young.cert);
    const found = await clinic.ask('exchange.eas');
    expect(found).toMatchObject({ state: 'fine', remedy: null });
    expect(found.text).toMatch(/^https:\/\/127\.0\.0\.1:\d+ answers\.$/);
  });
});

describe('methods of signing in', () => {
  test('what is left of EWS, and what the setting does', async () => {
    await exchange({ challenges: ['Negotiate', 'NTLM', basic], easChallenges: [basic] });
    removing(false);
    const before = await clinic.ask('challenges.ews');
    expect(before).toMatchObject({ state: 'warns' });
    expect(before.remedy).toContain('remove.unsupported.auth.for.ews=true');
    removing(true);
    const after = await clinic.ask('challenges.ews');
    expect(after).toMatchObject({ state: 'fine' });
    expect(after.text).toBe(
      'EWS offers Negotiate, NTLM, Basic. Without a client certificate Basic is left of it.',
    );
    expect((await clinic.ask('challenges.eas')).text).toBe('ActiveSync offers Basic.');
  });

  test('nothing is left: a failure', async () => {
    await exchange({ challenges: ['Negotiate', 'NTLM'] });
    const found = await clinic.ask('challenges.ews');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('nothing is left');
  });

  test('a web server that wants no sign-in', async () => {
    await answering((_request, response) => response.end('hello'));
    expect(await clinic.ask('challenges.ews')).toMatchObject({ state: 'warns' });
    expect((await clinic.ask('challenges.eas')).text).toContain('is this an Exchange server?');
    expect(await clinic.ask('methods')).toMatchObject({ state: 'warns' });
  });

  test.each([
    [[basic], [basic, 'NTLM'], 'fine', 'Basic works for both.'],
    [[basic], ['Negotiate', 'NTLM'], 'fails', 'mail arrives, notifications do not'],
    [[basic], [BEARER_CHALLENGE], 'fails', 'ActiveSync takes Basic and EWS Bearer'],
    [['Negotiate'], [basic], 'fails', 'devices get no mail'],
    [['NTLM'], ['NTLM'], 'fails', 'no client can sign in'],
  ])('ActiveSync %j and EWS %j: %s', async (easChallenges, challenges, state, says) => {
    await exchange({ easChallenges, challenges });
    const found = await clinic.ask('methods');
    expect(found).toMatchObject({ state });
    expect(found.text).toContain(says);
    expect(found.remedy === null).toBe(state === 'fine');
  });

  test('NTLM counts where it is allowed', async () => {
    await exchange({ easChallenges: ['NTLM'], challenges: ['Negotiate', 'NTLM'] });
    expect(await clinic.ask('methods')).toMatchObject({ state: 'fails' });
    expect(await clinic.ask('challenges.ews')).toMatchObject({ state: 'fails' });
    clinic.home.changeMem({ 'authentication.ntlm': 'pinned' });
    expect((await clinic.ask('methods')).text).toBe('NTLM works for both.');
    expect((await clinic.ask('challenges.ews')).text).toContain('certificate NTLM is left');
  });

  test('with Kerberos both must offer Negotiate', async () => {
    clinic.home.changeMem({ 'kcd.enabled': true });
    await exchange({ easChallenges: [basic], challenges: ['Negotiate', 'NTLM'] });
    const found = await clinic.ask('methods');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('ActiveSync does not offer Negotiate');
    expect(found.remedy).toContain('-WindowsAuthEnabled $true');
    await exchange({ easChallenges: ['Negotiate'], challenges: ['Negotiate', 'NTLM'] });
    expect(await clinic.ask('methods')).toMatchObject({ state: 'fine' });
  });
});

describe('ActiveSync', () => {
  test('the sample Exchange', async () => {
    await exchange({});
    expect(await clinic.ask('eas.options')).toMatchObject({ state: 'fine' });
  });

  test('its versions, where they are named', async () => {
    await answering((_request, response) => {
      response.setHeader('MS-ASProtocolVersions', '14.1,16.1').end();
    });
    expect((await clinic.ask('eas.options')).text).toBe('ActiveSync speaks 14.1, 16.1.');
  });

  test('something else', async () => {
    await answering((_request, response) => response.writeHead(404).end());
    const found = await clinic.ask('eas.options');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('(404)');
  });
});

test('nothing secret is sent: no credential, no cookie', async () => {
  const heads: string[] = [];
  await answering((request, response) => {
    heads.push(`${request.method} ${request.url} ${request.rawHeaders.join(' ').toLowerCase()}`);
    response.writeHead(401, { 'www-authenticate': basic }).end();
  });
  for (const id of ['challenges.eas', 'challenges.ews', 'methods', 'eas.options'] as const) {
    await clinic.ask(id);
  }
  expect(heads).toHaveLength(5);
  expect(heads.join('\n')).not.toMatch(/authorization|cookie/);
});
