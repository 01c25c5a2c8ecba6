/** The first run as an administrator makes it, and the ways out when the gateway does not start. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { quietPort } from '../../src-main/testing/quiet-port.ts';
import { end, expect, test } from './open-console.ts';

/** The lab that a console opened beside itself: its process, and its home. */
function labOf(main: number | undefined): { readonly pid: number; readonly home: string } | null {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith('sallyport-lab-'))) {
    const home = join(tmpdir(), name);
    const pid = ownerOf(home);
    if (pid !== null && parentOf(pid) === main) return { pid, home };
  }
  return null;
}

function ownerOf(home: string): number | null {
  try {
    const owner = readFileSync(join(home, 'run/owner.json'), 'utf8');
    return (JSON.parse(owner) as { pid: number }).pid;
  } catch {
    return null;
  }
}

function parentOf(pid: number): number | null {
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return null;
  }
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`the lab beside a console ends with it after ${signal}, and leaves nothing`, async ({
    openConsole,
    home,
  }) => {
    const { call, main } = await openConsole({ home });
    await call('explore', {});
    const lab = labOf(main.pid);
    if (lab === null) throw new Error('no lab was opened');
    expect(readdirSync(lab.home)).toContain('config');
    // Asked again it comes to the front: there is no second one.
    await call('explore', {});
    expect(labOf(main.pid)).toEqual(lab);
    const ended = once(main, 'exit');
    main.kill(signal);
    await ended;
    await expect.poll(() => parentOf(lab.pid)).toBeNull();
    await expect.poll(() => existsSync(lab.home)).toBe(false);
  });
}

test('closing the window of a lab ends it and its gateway', async ({ openConsole }) => {
  const { app, main, call } = await openConsole();
  const { pid } = await call('status', {});
  const { home } = await call('facts', {});
  const ended = once(main, 'exit');
  await app.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows()) each.close();
  });
  expect(await ended).toEqual([0, null]);
  await expect.poll(() => parentOf(pid)).toBeNull();
  expect(existsSync(join(home, 'config'))).toBe(false);
});

test('an empty home is set up against an Exchange, and mail passes', async ({
  openConsole,
  home,
}) => {
  const file = fileURLToPath(new URL('../../out/main/lab.cjs', import.meta.url));
  const exchange = spawn(process.execPath, [file, '--rate', '0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface({ input: exchange.stdout }), 'line')) as [string];
    const address = (JSON.parse(line) as { exchange: string }).exchange;
    const { page, call } = await openConsole({ home });
    expect((await call('facts', {})).firstRun).toBe(true);
    const port = await quietPort();
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByLabel('Port', { exact: true }).fill(String(port));
    await expect(page.getByText(`Port ${port} is free.`)).toBeVisible();
    const next = page.getByRole('button', { name: 'Next', exact: true });
    await next.click();
    await page.getByLabel('Exchange server').fill(address);
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(page.getByText(/Connected to port/)).toBeVisible();
    await next.click();
    await expect(page.getByText(/The file is there, and it is empty/)).toBeVisible();
    await next.click();
    await page.getByRole('button', { name: /^Save and/ }).click();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    const url = `http://127.0.0.1:${port}`;
    expect(await call('status', {})).toMatchObject({ url, mode: 'test' });
    expect((await call('facts', {})).firstRun).toBe(false);
    // Exchange asks for a sign-in, through the gateway.
    const answer = await fetch(`${url}/Microsoft-Server-ActiveSync`, { method: 'OPTIONS' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/Basic/);
  } finally {
    exchange.kill('SIGKILL');
  }
});

test('a taken port and a torn file: each is mended with one click', async ({
  openConsole,
  home,
}) => {
  const other = createServer();
  // And the next one is free, also by the time that somebody takes it.
  const taken = await quietPort();
  await new Promise<void>((resolve) => void other.listen(taken, '127.0.0.1', resolve));
  try {
    const first = await openConsole({ home });
    await first.call('set', { changes: { 'listener.port': String(taken) } });
    await end(first.main);

    const second = await openConsole({ home });
    expect(second.said()).toContain('PORT_IN_USE');
    const banner = second.page.getByRole('alert').first();
    await expect(banner).toContainText(`127.0.0.1:${taken}`);
    if (process.platform === 'linux')
      await expect(banner).toContainText(`(process ${process.pid})`);
    await second.page.getByRole('button', { name: /^Use port \d+ instead$/ }).click();
    await expect.poll(async () => (await second.ask('status', {})).ok).toBe(true);
    await expect(second.page.getByText('The gateway has failed')).toBeHidden();
    const { url } = await second.call('status', {});
    expect(Number(new URL(url ?? '').port)).toBeGreaterThan(taken);
    await end(second.main);

    writeFileSync(join(home, 'config/mem-configuration.json'), '{ "schemaVersion": 1,, }');
    const third = await openConsole({ home });
    await expect(third.page.getByRole('alert').first()).toContainText('line 1');
    await third.page.getByRole('button', { name: /^Put back version \d+$/ }).click();
    await expect.poll(async () => (await third.ask('status', {})).ok).toBe(true);
    await expect(third.page.getByText('The gateway has failed')).toBeHidden();
    expect((await third.call('status', {})).url).toBe(url);
  } finally {
    other.close();
  }
});
