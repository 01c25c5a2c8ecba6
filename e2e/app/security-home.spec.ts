/** What lies in a home, who may read it, and what a second start can do to the first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './open-console.ts';

const security = { tag: '@security' };
const root = fileURLToPath(new URL('../..', import.meta.url));

test(
  'a second start with hostile switches brings the window to the front and changes nothing',
  security,
  async ({ openConsole, home }) => {
    const { page, main, ask, app } = await openConsole({ home });
    const before = await ask('facts', {});
    const switches = [
      ...[
        '--no-sandbox',
        '--disable-web-security',
        '--remote-debugging-port=0',
        '--exit-when-ready',
      ],
      ...[
        '--load-extension=/tmp',
        '--home',
        home,
        '--home=/elsewhere',
        'app://elsewhere/',
        'file:///etc/passwd',
      ],
    ];
    const args = [root, `--home=${home}`, ...switches];
    const second = spawn(process.env['SALLYPORT_ELECTRON']!, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    second.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // 'exit' may come before its last words.
    expect(await once(second, 'close')).toEqual([0, null]);
    expect(said).toContain('is open already');
    expect(main.exitCode).toBeNull();
    expect(await ask('facts', {})).toEqual(before);
    expect(page.url()).toMatch(/^app:\/\/ui\//);
    const windows = await app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    expect(windows).toBe(1);
  },
);

test(
  'a home belongs to its account alone, and a credential of a request lies nowhere in it',
  security,
  async ({ openConsole }) => {
    test.skip(process.platform === 'win32', 'file modes are those of a POSIX system');
    const { call, page } = await openConsole();
    const { home } = await call('facts', {});
    const { url } = await call('status', {});
    const word = 'planted-w0rd-8c1f';
    const basic = Buffer.from(`alice@contoso.test:${word}`).toString('base64');
    const sent = request(`${url!}/EWS/Exchange.asmx?secret=${word}`, {
      method: 'POST',
      rejectUnauthorized: false,
      headers: { authorization: `Basic ${basic}`, cookie: `c=${word}` },
    } as object);
    sent.end(`<x>${word}</x>`);
    const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
    answer.resume();
    await page.evaluate((text) => {
      const { sallyport } = window;
      return sallyport.call('set', { changes: { ['x'.repeat(300)]: text } });
    }, word);
    const seen = async () => JSON.stringify(await call('events', { filter: {}, limit: 500 }));
    await expect.poll(seen).toContain('127.0.0.1');
    const told = [
      await seen(),
      await page.evaluate(() => JSON.stringify(Object.entries(localStorage))),
    ];
    for (const text of told) for (const secret of [word, basic]) expect(text).not.toContain(secret);

    const entries = await walk(home);
    for (const { path, mode, isFolder } of entries) {
      // Chromium's own files count on their folder, the lab's sample settings on the home.
      const strict = !['window', 'config'].some((name) => path.startsWith(join(home, name)));
      if (strict || path === join(home, 'window') || path === home)
        expect.soft((mode & 0o077).toString(8), path).toBe('0');
      if (isFolder) continue;
      const content = await readFile(path).catch(() => Buffer.alloc(0));
      for (const secret of [word, basic]) expect.soft(content.includes(secret), path).toBe(false);
    }
    const names = entries.map(({ path }) => path.slice(home.length + 1));
    for (const name of ['logs/console.log', 'run/control.sock', 'journal/events.db', 'window']) {
      expect(names).toContain(name);
    }
  },
);

interface Entry {
  readonly path: string;
  readonly mode: number;
  readonly isFolder: boolean;
}

async function walk(folder: string): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const name of ['', ...(await readdir(folder))]) {
    const path = name === '' ? folder : join(folder, name);
    const stats = await lstat(path).catch(() => null);
    // A link says nothing about what it leads to.
    if (stats === null || stats.isSymbolicLink()) continue;
    if (name !== '' && stats.isDirectory()) found.push(...(await walk(path)));
    else found.push({ path, mode: stats.mode, isFolder: stats.isDirectory() });
  }
  return found;
}
