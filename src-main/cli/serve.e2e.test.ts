/** The built product's process: signals, kills, broken pipes, what is taken and what is broken. */
import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Status } from '../../src-shared/contract/calls.ts';
import { ask } from '../testing/http-client.ts';
import {
  launcher,
  makeHome,
  sallyport,
  serve,
  type Home,
  type Served,
} from '../testing/product.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

let home: Home;
let gateways: Served[] = [];
beforeEach(async () => {
  // Nobody answers there: these tests send no mail.
  home = await makeHome('http://127.0.0.1:9', []);
});
afterEach(async () => {
  for (const gateway of gateways) await gateway.end('SIGKILL');
  gateways = [];
  await home.remove();
});

async function start(path = home.path): Promise<Served> {
  const gateway = await serve(path);
  gateways.push(gateway);
  return gateway;
}

async function status(path = home.path): Promise<Status> {
  const ran = await sallyport(path, 'status', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  return ran.json[0] as Status;
}

test('SIGKILL, and the next gateway starts at once over what is left', async () => {
  const first = await start();
  await first.end('SIGKILL');
  expect((await sallyport(home.path, 'status')).code).toBe(5);
  const second = await start();
  expect((await status()).pid).toBe(second.child.pid);
});

test('of many that start at once exactly one serves', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 4 }, () => start()));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of tries) {
    if (each.status === 'rejected') expect(String(each.reason)).toContain('HOME_IN_USE');
  }
});

test('SIGHUP restarts, SIGINT drains and exits 0', async () => {
  const gateway = await start();
  gateway.child.kill('SIGHUP');
  expect(await gateway.sees('restarted')).toMatchObject({ generation: 2 });
  expect(await gateway.end('SIGINT')).toBe(0);
  expect(gateway.events().map(({ event }) => event)).toEqual([
    ...['listening', 'restarted', 'draining', 'stopped'],
  ]);
  for (const line of gateway.stderr().trim().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ pid: gateway.child.pid });
  }
});

test('readers of its output that go away do not end it', async () => {
  const gateway = await start();
  gateway.child.stdout?.destroy();
  gateway.child.stderr?.destroy();
  for (let round = 0; round < 3; round += 1) {
    expect((await sallyport(home.path, 'restart')).code).toBe(0);
  }
  expect((await status()).generation).toBe(4);
  expect((await sallyport(home.path, 'stop')).code).toBe(0);
  expect(await gateway.ended).toBe(0);
});

test('broken settings at the start: exit 3 and every error; a home others may write, too', async () => {
  await home.setProperties('enable.boxer.ens.ews.proxy=yes\nremove.unsupported.auth.for.ews=1\n');
  const broken = await sallyport(home.path, 'serve', '--json');
  expect(broken.code).toBe(3);
  const lines = (broken.json as { code: string; line?: number }[])
    .filter(({ code }) => code === 'BOOLEAN')
    .map(({ line }) => line);
  expect(lines).toEqual([1, 2]);
  expect(broken.stderr).toBe('');
  await chmod(home.path, 0o777);
  expect((await sallyport(home.path, 'serve', '--json')).json).toMatchObject([
    { code: 'HOME_UNSAFE' },
  ]);
  await chmod(home.path, 0o700);
});

test('a broken devices.json at the start: it serves, shut, and recovers by itself', async () => {
  await home.setDevices('[{"deviceId":');
  await start();
  expect((await status()).directory.problems[0]).toMatchObject({
    file: join(home.path, 'config', 'devices.json'),
  });
  await home.setDevices([]);
  await expect.poll(async () => (await status()).directory.problems).toEqual([]);
});

test('a home with a long path is served and found', async () => {
  const folder = temporaryFolder(onTestFinished, 'long');
  const long = join(folder, 'x'.repeat(150));
  expect((await sallyport(long, 'init')).code).toBe(0);
  const configuration = JSON.stringify({
    ...{ schemaVersion: 1, listener: { host: '127.0.0.1', port: 0, tls: null, balancers: [] } },
    emailServer: {
      hostAndPort: 'http://127.0.0.1:9',
      timeoutSeconds: 5,
      ignoreSslErrorsWithExch: false,
    },
    compliance: {
      ...{ mode: 'test', unknownDevices: 'block', directoryFile: 'devices.json' },
      ...{ requireDevice: false, ewsBlockAnswer: 'soapFault', easBlockAnswer: 'forbidden' },
      serviceAccounts: [],
      ens: { sources: [], deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: false },
    },
  });
  await writeFile(join(long, 'config', 'mem-configuration.json'), configuration);
  const gateway = await start(long);
  expect((await status(long)).state).toBe('running');
  expect((await sallyport(long, 'stop')).code).toBe(0);
  expect(await gateway.ended).toBe(0);
});

test('log --follow shows what comes, and ends with Ctrl-C', async () => {
  const gateway = await start();
  const child = spawn(process.execPath, [
    launcher,
    'log',
    '--follow',
    '--json',
    '--home',
    home.path,
  ]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await expect
    .poll(
      async () => {
        // Refused by the gateway itself: no Exchange is needed for a line in the journal.
        await ask(gateway.port, { path: '/nowhere' }).catch(() => undefined);
        return said;
      },
      { interval: 200 },
    )
    .toContain('ROUTE_UNKNOWN');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  for (const line of said.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('seq');
});
