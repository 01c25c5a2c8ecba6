/** What breaks beside the mail must not stop the mail. */
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { basic, device, users } from '../../src-main/testing/gateway-harness.ts';
import { ask } from '../../src-main/testing/http-client.ts';
import { launcher, makeHome, sallyport, serve } from '../../src-main/testing/product.ts';
import type { Home, Served } from '../../src-main/testing/product.ts';
import type { Status } from '../../src-shared/contract/calls.ts';

const alice = 'alice@contoso.test';
let exchange: Exchange;
let home: Home;
let gateway: Served | undefined;

beforeEach(async () => {
  exchange = await startExchange({ users });
  home = await makeHome(exchange.url, [device('alicephone', alice)]);
});
afterEach(async () => {
  await gateway?.end();
  gateway = undefined;
  await exchange.close();
  await home.remove();
});

async function mailFlows(port: number, times = 1): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    const reply = await ask(port, {
      path: `/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=${alice}&DeviceId=alicephone&DeviceType=Phone`,
      headers: { Authorization: basic(alice), 'User-Agent': 'x'.repeat(200) },
    });
    expect(reply.status).toBe(200);
  }
}

async function status(): Promise<Status> {
  const ran = await sallyport(home.path, 'status', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  return ran.json[0] as Status;
}

async function journalSays(state: Status['journal']['state']): Promise<Status['journal']> {
  await expect.poll(async () => (await status()).journal.state, { interval: 100 }).toBe(state);
  return (await status()).journal;
}

describe('the journal', () => {
  // A mount needs root; elsewhere the journal's own tests fill a disk by a limit on file size.
  it.skipIf(process.getuid?.() !== 0)(
    'on a full disk: mail flows on, and status says so',
    async () => {
      const script =
        'mount -t tmpfs -o size=192k,mode=0700 tmpfs "$1/journal" && exec "$2" "$3" serve --home "$1"';
      const command = ['-m', 'sh', '-c', script, 'sh', home.path, process.execPath, launcher];
      gateway = await serve(home.path, () =>
        spawn('unshare', command, { stdio: ['ignore', 'pipe', 'pipe'] }),
      );
      await mailFlows(gateway.port, 400);
      const journal = await journalSays('failing');
      expect(journal.problem).toMatch(/full/i);
      expect(journal.waiting).toBeGreaterThan(0);
      await mailFlows(gateway.port, 5);
    },
  );

  it('damaged: the file is set aside, a new one begins, mail flows on', async () => {
    await writeFile(join(home.path, 'journal', 'events.db'), 'this is no database'.repeat(500));
    gateway = await serve(home.path);
    await mailFlows(gateway.port, 3);
    const { journal } = await status();
    expect(journal.problem).toContain('events.db.bad-');
    const names = await readdir(join(home.path, 'journal'));
    expect(names.some((name) => name.startsWith('events.db.bad-'))).toBe(true);
    await gateway.end();
    const events = (await sallyport(home.path, 'log', '--json')).json;
    expect(events).toHaveLength(3);
  });
});

describe('the end', () => {
  it('SIGTERM finishes what is open and exits 0', async () => {
    gateway = await serve(home.path);
    exchange.set({ faults: [{ fault: { kind: 'delayHeaders', ms: 700 } }] });
    const open = mailFlows(gateway.port);
    await exchange.waitFor(() => true);
    expect(await gateway.end('SIGTERM')).toBe(0);
    await open;
    expect(gateway.events().map(({ event }) => event)).toEqual([
      'listening',
      'draining',
      'stopped',
    ]);
  });

  it('stop does the same, and the home is free at once', async () => {
    gateway = await serve(home.path);
    expect((await sallyport(home.path, 'stop')).code).toBe(0);
    await gateway.sees('stopped');
    expect((await sallyport(home.path, 'status')).code).toBe(5);
    await gateway.end();
    gateway = await serve(home.path);
    await mailFlows(gateway.port);
  });
});
