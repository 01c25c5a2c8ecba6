/** The vendor's three settings, as its guide says, through the commands. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { basic, device, users } from '../../src-main/testing/gateway-harness.ts';
import { ask, findItem, lines } from '../../src-main/testing/http-client.ts';
import type { Reply } from '../../src-main/testing/http-client.ts';
import { makeHome, properties, sallyport, serve } from '../../src-main/testing/product.ts';
import type { Home, Ran, Served } from '../../src-main/testing/product.ts';

const alice = 'alice@contoso.test';
let exchange: Exchange;
let other: Exchange;
let home: Home;
let gateway: Served;

beforeEach(async () => {
  exchange = await startExchange({ users });
  other = await startExchange({ users });
  home = await makeHome(exchange.url, [device('alicephone', alice)]);
  await home.setProperties(properties.replace('proxy=true', 'proxy=false'));
  gateway = await serve(home.path);
});
afterEach(async () => {
  await gateway.end();
  await exchange.close();
  await other.close();
  await home.remove();
});

const ews = (authorization: string | null = basic(alice)): Promise<Reply> =>
  ask(gateway.port, {
    path: '/EWS/Exchange.asmx',
    headers: authorization === null ? {} : { Authorization: authorization },
    body: findItem,
  });
const eas = (): Promise<Reply> =>
  ask(gateway.port, {
    path: `/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=${alice}&DeviceId=alicephone&DeviceType=Phone`,
    headers: { Authorization: basic(alice) },
  });
const run = (...args: string[]): Promise<Ran> => sallyport(home.path, ...args);
const file = (): Promise<string> =>
  readFile(join(home.path, 'config', 'application.properties'), 'latin1');

describe('enable.boxer.ens.ews.proxy', () => {
  it('false: EWS 404, ActiveSync works; set alone changes nothing in force; after restart it works', async () => {
    expect((await ews()).status).toBe(404);
    expect((await eas()).status).toBe(200);

    const set = await run('set', 'enable.boxer.ens.ews.proxy=true', '--json');
    expect(set.code, set.stderr).toBe(0);
    expect(await file()).toBe(properties);
    expect((await ews()).status).toBe(404);
    const [status] = (await run('status', '--json')).json as [Record<string, unknown>];
    expect(status['pending']).toEqual([
      { key: 'enable.boxer.ens.ews.proxy', inForce: 'false', saved: 'true' },
    ]);

    expect((await run('restart', '--wait')).code).toBe(0);
    await gateway.sees('restarted');
    expect((await ews()).status).toBe(200);
    expect((await eas()).status).toBe(200);
  });
});

describe('remove.unsupported.auth.for.ews', () => {
  it('true: Basic and Bearer are left, in order, a line each; false: untouched', async () => {
    await run('set', 'enable.boxer.ens.ews.proxy=true', '--restart');
    await gateway.sees('restarted');
    const filtered = lines(await ews(null), 'www-authenticate');
    expect(filtered.map((line) => line.split(' ')[0])).toEqual(['Basic', 'Bearer']);

    expect((await run('set', 'remove.unsupported.auth.for.ews=false', '--restart')).code).toBe(0);
    await gateway.sees('restarted', 2);
    const untouched = lines(await ews(null), 'www-authenticate');
    expect(untouched.map((line) => line.split(' ')[0])).toEqual([
      'Negotiate',
      'NTLM',
      'Basic',
      'Bearer',
    ]);
  });

  it('NTLM alone: the bare 401, and NO_METHOD_LEFT names the client', async () => {
    await run('set', 'enable.boxer.ens.ews.proxy=true', '--restart');
    exchange.set({ challenges: ['NTLM'] });
    const reply = await ews(null);
    expect(reply.status).toBe(401);
    expect(lines(reply, 'www-authenticate')).toEqual([]);
    const [status] = (await run('status', '--json')).json as [{ noMethodLeft: unknown[] }];
    expect(status.noMethodLeft).toMatchObject([{ client: '127.0.0.1' }]);
    const events = (await run('log', '--json', 'reason:NO_METHOD_LEFT')).json;
    expect(events).toMatchObject([{ status: 401, reason: 'NO_METHOD_LEFT' }]);
  });
});

describe('ews.email.server.host.and.port', () => {
  it('sends EWS to another host and ActiveSync not; the line of the vendor is uncommented in place', async () => {
    const line = `ews.email.server.host.and.port=${other.url}`;
    const set = await run('set', 'enable.boxer.ens.ews.proxy=true', line, '--restart');
    expect(set.code, set.stderr).toBe(0);
    expect(await file()).toBe(
      properties.replace(/^#ews\.email.*$/m, `ews.email.server.host.and.port=${other.url}`),
    );
    await gateway.sees('restarted');
    expect((await ews()).status).toBe(200);
    expect((await eas()).status).toBe(200);
    expect(other.requests.map(({ protocol }) => protocol)).toEqual(['ews']);
    expect(exchange.requests.map(({ protocol }) => protocol)).toEqual(['eas']);
  });

  it('an override that leads to the gateway itself is refused, and nothing changes', async () => {
    const before = await file();
    for (const host of [gateway.url, `http://localhost:${String(gateway.port)}`]) {
      const set = await run('set', `ews.email.server.host.and.port=${host}`, '--json');
      expect(set.code).toBe(3);
      expect(set.json).toMatchObject([{ code: 'LOOP', key: 'ews.email.server.host.and.port' }]);
    }
    expect(await file()).toBe(before);
  });
});

describe('mem-configuration.json', () => {
  const path = (): string => join(home.path, 'config', 'mem-configuration.json');

  it('keys of both files in one order: one version, one restart, one rollback, and no other byte', async () => {
    const before = await readFile(path(), 'utf8');
    const set = await run(
      'set',
      'enable.boxer.ens.ews.proxy=true',
      'compliance.serviceAccounts=["svc-ä"]',
      'emailServer.timeoutSeconds=7',
      '--json',
    );
    expect(set.code, set.stderr).toBe(0);
    expect(set.json).toMatchObject([{ changed: true, warnings: [] }]);
    const [saved] = set.json as [{ pending: { key: string; saved: string }[] }];
    expect(saved.pending.map(({ key, saved: value }) => `${key}=${value}`)).toEqual([
      'enable.boxer.ens.ews.proxy=true',
      // What says who may pass counts at once.
      'emailServer.timeoutSeconds=7',
    ]);
    expect(await file()).toBe(properties);
    const after = await readFile(path(), 'utf8');
    const parsed = JSON.parse(before) as {
      emailServer: Record<string, unknown>;
      compliance: Record<string, unknown>;
    };
    parsed.emailServer['timeoutSeconds'] = 7;
    parsed.compliance['serviceAccounts'] = ['svc-ä'];
    expect(JSON.parse(after)).toEqual(parsed);
    const versions = (await run('history', '--json')).json as { files: string[] }[];
    expect(versions.at(-1)?.files).toEqual(['application.properties', 'mem-configuration.json']);

    expect((await run('restart', '--wait')).code).toBe(0);
    expect((await ews()).status).toBe(200);
    expect((await run('rollback')).code).toBe(0);
    expect(await readFile(path(), 'utf8')).toBe(before);
    expect(await file()).toBe(properties.replace('proxy=true', 'proxy=false'));
  });

  it('is refused as a whole, with file, line and key, and nothing is written', async () => {
    const before = [await file(), await readFile(path(), 'utf8')];
    const set = await run(
      'set',
      'enable.boxer.ens.ews.proxy=true',
      'listener.port=http',
      'compliance.mode=Enforce',
      '--json',
    );
    expect(set.code).toBe(3);
    expect(set.json).toMatchObject([
      { code: 'SCHEMA', key: 'listener.port', line: expect.any(Number) as number },
      { code: 'SCHEMA', key: 'compliance.mode', line: expect.any(Number) as number },
    ]);
    expect((await run('set', 'schemaVersion=2')).code).toBe(2);
    await writeFile(path(), `${before[1]!.trimEnd().slice(0, -1)},\n"listener": {}}`);
    const twice = await run('set', 'compliance.mode=off', '--json');
    expect(twice.json).toMatchObject([{ code: 'KEY_DUPLICATE', key: 'listener' }]);
    await writeFile(path(), before[1]!);
    expect([await file(), await readFile(path(), 'utf8')]).toEqual(before);
  });
});

describe('bad input', () => {
  const configured = (name: string): string => join(home.path, 'config', name);

  it('a broken file refuses the restart with file, line and key, and the old generation serves on', async () => {
    await writeFile(
      configured('application.properties'),
      '# comment\nenable.boxer.ens.ews.proxy=true \nremove.unsupported.auth.for.ews=yes\n',
    );
    const restart = await run('restart', '--json');
    expect(restart.code).toBe(3);
    const problems = restart.json as {
      code: string;
      line: number;
      key: string;
      file: string;
      remedy: string;
    }[];
    expect(problems.filter(({ code }) => code === 'BOOLEAN')).toMatchObject([
      { line: 2, key: 'enable.boxer.ens.ews.proxy' },
      { line: 3, key: 'remove.unsupported.auth.for.ews' },
    ]);
    for (const problem of problems) {
      expect(problem.remedy).not.toBe('');
      expect(problem.file).toContain('application.properties');
    }
    await gateway.sees('restart-refused');
    expect((await eas()).status).toBe(200);
    expect((await run('check', '--json')).code).toBe(3);
  });

  it('a half-written configuration or feed changes nothing in force', async () => {
    const text = await readFile(configured('mem-configuration.json'), 'utf8');
    await writeFile(configured('mem-configuration.json'), text.slice(0, text.length / 2));
    expect((await run('restart')).code).toBe(3);
    await home.setDevices('[{"deviceId": "alicep');
    const directory = async () => {
      const [status] = (await run('status', '--json')).json as [
        { directory: { devices: number; problems: { code: string; file?: string }[] } },
      ];
      return status.directory;
    };
    // A feed that is being written is looked at for a while before it is called broken.
    await expect.poll(async () => (await directory()).problems[0]?.file).toContain('devices.json');
    expect((await directory()).devices).toBe(1);
    expect((await eas()).status).toBe(200);
  });

  it('a home in use, a port taken: exit 4 and the name of what is taken', async () => {
    await expect(serve(home.path)).rejects.toThrow(/HOME_IN_USE/);
    const second = await makeHome(exchange.url, []);
    const parsed = JSON.parse(
      await readFile(join(second.path, 'config', 'mem-configuration.json'), 'utf8'),
    ) as {
      listener: { port: number };
    };
    parsed.listener.port = gateway.port;
    await second.setConfiguration(parsed);
    const refused = await sallyport(second.path, 'serve', '--json');
    expect(refused.code).toBe(4);
    expect(`${refused.stdout}${refused.stderr}`).toContain(String(gateway.port));
    await second.remove();
  });

  it('history keeps every version, and rollback puts one back', async () => {
    await run('set', 'enable.boxer.ens.ews.proxy=true');
    await run('set', 'remove.unsupported.auth.for.ews=false');
    const versions = (await run('history', '--json')).json as { version: number }[];
    expect(versions.length).toBeGreaterThanOrEqual(3);
    expect((await run('rollback')).code).toBe(0);
    expect(await file()).toBe(properties);
  });
});
