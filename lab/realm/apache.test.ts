import { once } from 'node:events';
import { existsSync } from 'node:fs';
import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { makeCertificate } from '../../src-main/testing/tls-material.ts';
import { startGssapiApache, startMit, whyNot } from './index.ts';
import type { Apache, ApacheOptions, MitRealm } from './index.ts';
import { listens } from './ports.ts';
import { runTool } from './process.ts';
import { curl, resolved, ticketOf } from './testing-curl.ts';

const why = whyNot('mit', 'apache');
const title = 'Apache in the realm';

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let realm: MitRealm;
  const caches = new Map<string, string>();

  beforeAll(async () => {
    realm = await startMit();
    for (const user of ['alice', 'bob']) {
      caches.set(user, await ticketOf(realm, user, realm.account('mail').spn));
    }
  });
  afterAll(() => realm.stop());

  const apache = async (options: Omit<ApacheOptions, 'realm'> = {}): Promise<Apache> => {
    const server = await startGssapiApache({ realm, ...options });
    onTestFinished(() => server.stop());
    return server;
  };

  const ask = (
    { host, url }: Apache,
    path: string,
    user: string | null,
    ...more: readonly string[]
  ): Promise<string> =>
    curl({ realm, host, url, path, more, cache: user === null ? null : (caches.get(user) ?? '') });

  const tokenIn = (output: string): string =>
    /^> (Authorization: Negotiate \S+)/m.exec(output)?.[1] ?? '';

  it.each([
    ['GET', '/EWS/Exchange.asmx', []],
    ['POST', '/EWS/Exchange.asmx', ['-d', '<Envelope/>']],
    ['POST', '/Microsoft-Server-ActiveSync?Cmd=Ping', ['-d', 'x']],
    ['OPTIONS', '/Microsoft-Server-ActiveSync', ['-X', 'OPTIONS']],
  ])('says who came: %s %s', async (method, path, more) => {
    const server = await apache();
    const output = await ask(server, path, 'alice', ...more);
    expect(output).toMatch(/^< HTTP\/1.1 200 OK/m);
    expect(output).toMatch(/^< X-Remote-User: alice@EX.TEST\r?$/m);
    const requests = await server.requests(1);
    expect(requests.at(-1)).toMatchObject({ user: 'alice@EX.TEST', method, status: 200 });
    expect(requests.at(-1)?.path).toBe(path.split('?')[0]);
  });

  it('wants Kerberos', async () => {
    const server = await apache();
    const output = await ask(server, '/EWS/Exchange.asmx', null);
    expect(output).toMatch(/^< HTTP\/1.1 401/m);
    expect(output).toMatch(/^< WWW-Authenticate: Negotiate\r?$/m);
    expect(await server.requests(1)).toMatchObject([{ user: null, authorization: null }]);
  });

  it('takes no token twice, unless it is told to', async () => {
    const careful = await apache();
    const token = tokenIn(await ask(careful, '/EWS/Exchange.asmx', 'alice'));
    expect(token).not.toBe('');
    const again = await ask(careful, '/EWS/Exchange.asmx', null, '-H', token);
    expect(again).toMatch(/^< HTTP\/1.1 401/m);
    expect(careful.errors()).toContain('Request is a replay');
    const careless = await apache({ replayCache: false });
    const taken = await ask(careless, '/EWS/Exchange.asmx', null, '-H', token);
    expect(taken).toMatch(/^< X-Remote-User: alice@EX.TEST/m);
  });

  it.each([
    [true, [200, 200]],
    [false, [200, 401]],
  ])('remembers who came on a connection: %s', async (connectionBound, statuses) => {
    const server = await apache({ connectionBound, replayCache: false });
    const token = tokenIn(await ask(server, '/first', 'bob'));
    const { host, url } = server;
    const there = ['-s', ...resolved(host, url)];
    const named = url.replace('127.0.0.1', host);
    await runTool({
      command: 'curl',
      args: [...[...there, '-H', token, `${named}/one`], ...['--next', ...there, `${named}/two`]],
    });
    const known = await server.requests();
    const [one, two] = known.slice(-2);
    expect([one?.status, two?.status]).toEqual(statuses);
    expect(two).toMatchObject({ path: '/two', authorization: null, port: one?.port, nth: 1 });
  });

  it('sends requests on, with who came, and gives pieces of the answer as they come', async () => {
    let finish = (): void => undefined;
    const exchange = createServer((request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      const { 'x-remote-user': user, authorization = 'none' } = request.headers;
      response.write(`<first user="${String(user)}" authorization="${authorization}"/>`);
      finish = () => void response.end('<last/>');
    });
    exchange.listen(0, '127.0.0.1');
    await once(exchange, 'listening');
    onTestFinished(() => void exchange.close());
    const { port } = exchange.address() as AddressInfo;
    const server = await apache({ upstream: `http://127.0.0.1:${port}` });
    const token = tokenIn(await ask(await apache(), '/', 'alice')).split(': ')[1] ?? '';
    const request = http.request(`${server.url}/EWS/Exchange.asmx`, {
      method: 'POST',
      headers: { Authorization: token, 'X-Remote-User': 'mallory@EX.TEST' },
    });
    request.end('<Envelope/>');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(first.toString()).toBe('<first user="alice@EX.TEST" authorization="none"/>');
    finish();
    const [last] = (await once(response, 'data')) as [Buffer];
    expect(last.toString()).toBe('<last/>');
  });

  it('speaks TLS', async () => {
    const folder = temporaryFolder(onTestFinished, 'tls');
    const server = await apache({ tls: makeCertificate(folder, { name: 'mail.ex.test' }) });
    const output = await ask(server, '/EWS/Exchange.asmx', 'bob', '-k');
    expect(output).toMatch(/^< X-Remote-User: bob@EX.TEST/m);
  });

  it('knows new keys of its own when it is given them', async () => {
    const server = await startGssapiApache({ realm, role: 'other' });
    onTestFinished(() => server.stop());
    await realm.setPassword('other', 'Other-pw2');
    const { spn } = realm.account('other');
    await realm.setDelegation('proxy', [spn]);
    caches.set('alice to other', await ticketOf(realm, 'alice', spn));
    expect(await ask(server, '/', 'alice to other')).toMatch(/^< HTTP\/1.1 401/m);
    await server.renewKeytab();
    expect(await ask(server, '/', 'alice to other')).toMatch(/^< X-Remote-User: alice@EX.TEST/m);
  });

  it('leaves nothing behind', async () => {
    const { pid, port, folder, stop } = await startGssapiApache({ realm });
    expect(listens(pid, port)).toBe(true);
    await stop();
    expect(listens(pid, port)).toBe(false);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});
