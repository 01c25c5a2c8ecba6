/** The calls of the page to main: who may ask, what, how much and how often. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { windowCalls, windowEvents } from '../../src-shared/contract/window.ts';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { expect, test } from './shared-console.ts';
import { wrongShapes } from './wrong-shapes.ts';

const security = { tag: '@security' };
const preload = fileURLToPath(new URL('../../out/preload/preload.cjs', import.meta.url));

test(
  'another window is not heard, not even with our page and our preload script',
  security,
  async ({ fenced }) => {
    const found = await fenced.app.evaluate(async ({ BrowserWindow }, script) => {
      const preferences = { preload: script, sandbox: true, nodeIntegrationInSubFrames: true };
      const other = new BrowserWindow({ show: false, webPreferences: preferences });
      await other.loadURL('app://ui/');
      const asked = (await other.webContents.executeJavaScript(
        `Promise.all(['facts', 'stop', 'settings'].map((name) => window.sallyport.call(name, {})))`,
      )) as { ok: boolean; problems: { message: string }[] }[];
      const framed = (await other.webContents.executeJavaScript(
        `new Promise((resolve) => {
        const frame = document.createElement('iframe');
        document.body.append(frame);
        setTimeout(() => {
          const { sallyport } = frame.contentWindow;
          resolve(sallyport === undefined ? null : sallyport.call('facts', {}));
        }, 200);
      })`,
      )) as { ok: boolean } | null;
      const heard = (await other.webContents.executeJavaScript(
        `new Promise((resolve) => {
        const heard = [];
        window.sallyport.on('gateway', (view) => heard.push(view));
        setTimeout(() => resolve(heard.length), 2500);
      })`,
      )) as number;
      other.destroy();
      return { asked, framed, heard };
    }, preload);
    for (const reply of found.asked) {
      expect(reply).toMatchObject({
        ok: false,
        problems: [{ message: 'only the window may call' }],
      });
    }
    expect(found.framed === null || !found.framed.ok).toBe(true);
    expect(found.heard).toBe(0);
    expect((await fenced.ask('status', {})).ok).toBe(true);
  },
);

test('a compromised renderer reaches one channel and no other', security, async ({ fenced }) => {
  const { path: folder, remove } = makeTemporary('e2e');
  try {
    const raw = join(folder, 'raw.cjs');
    await writeFile(
      raw,
      `const { contextBridge, ipcRenderer } = require('electron');
       contextBridge.exposeInMainWorld('raw', (channel, value) => ipcRenderer.invoke(channel, value));`,
    );
    const answers = await fenced.app.evaluate(async ({ BrowserWindow }, script) => {
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload: script, sandbox: true },
      });
      await other.loadURL('app://ui/');
      const said = (await other.webContents.executeJavaScript(
        `Promise.all([
          ...['sallyport', 'sallyport:event', 'ELECTRON_BROWSER_REQUIRE', 'shell:open', ''].map((channel) =>
            window.raw(channel, {}).then(() => 'answered', () => 'refused')),
          ...[null, 7, 'facts', [], { name: 'facts' }, { name: 'facts', params: new Map() }].map((value) =>
            window.raw('sallyport:call', value).then(({ ok }) => (ok ? 'answered' : 'refused'), () => 'refused')),
        ])`,
      )) as string[];
      other.destroy();
      return said;
    }, raw);
    expect(answers).toEqual(Array(11).fill('refused'));
  } finally {
    remove();
  }
});

test(
  'parameters of a wrong shape are refused by every call, and nothing falls over',
  security,
  async ({ fenced }) => {
    const { page, app } = fenced;
    await app.evaluate(() => {
      const stray: string[] = [];
      Object.assign(globalThis, { stray });
      process.on('uncaughtException', (error) => stray.push(String(error)));
      process.on('unhandledRejection', (error) => stray.push(String(error)));
    });
    const sent = wrongShapes(40);
    expect(new Set(sent.map(({ name }) => name)).size).toBe(Object.keys(windowCalls).length);
    const replies = await page.evaluate(async (all) => {
      const { sallyport } = window;
      const found: unknown[] = [];
      for (const { name, json } of all) found.push(await sallyport.call(name, JSON.parse(json)));
      return found as {
        ok: boolean;
        value?: unknown;
        problems?: { code: string; message: string }[];
      }[];
    }, sent);
    let wrong = 0;
    for (const [at, { name, json, right }] of sent.entries()) {
      const reply = replies[at]!;
      if (!right) {
        wrong += 1;
        expect(reply, `${name} ${json}`).toMatchObject({
          ok: false,
          problems: [{ code: 'USAGE' }],
        });
      } else if (reply.ok) {
        expect(windowCalls[name].result.safeParse(reply.value).success, name).toBe(true);
      } else {
        expect(
          reply.problems?.map(({ code }) => code),
          `${name} ${json}`,
        ).not.toContain('INTERNAL');
      }
    }
    expect(wrong).toBeGreaterThan(200);
    expect(await app.evaluate(() => (globalThis as unknown as { stray: string[] }).stray)).toEqual(
      [],
    );
    expect((await fenced.ask('status', {})).ok).toBe(true);
  },
);

test('too large, too deep and no plain data are refused at once', security, async ({ fenced }) => {
  const tries: Readonly<Record<string, string>> = {
    'a long text': `{ changes: { a: 'x'.repeat(2_000_000) } }`,
    'a long name': `{ changes: { ['x'.repeat(2_000_000)]: 'a' } }`,
    'many names': `{ changes: Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => ['k' + at, 'x'])) }`,
    'many values': `{ changes: Array.from({ length: 300_000 }, () => 1) }`,
    'great depth': `{ changes: Array.from({ length: 500 }).reduce((inner) => ({ inner }), {}) }`,
    'a Map': `{ changes: new Map([['a', 'x']]) }`,
    'a Set': `{ changes: new Set(['a']) }`,
    'a Date': `{ changes: { a: new Date() } }`,
    'a BigInt': `{ changes: { a: 1n } }`,
    'a buffer': `{ changes: new ArrayBuffer(4_000_000) }`,
    'a function': `{ changes: { a: () => 1 } }`,
    'a symbol': `{ changes: { a: Symbol('x') } }`,
    'a cycle': `(() => { const cycle = {}; cycle.changes = cycle; return cycle })()`,
  };
  for (const [what, params] of Object.entries(tries)) {
    // What cannot be cloned is refused on this side of main already.
    const reply = await fenced.page.evaluate(
      `(async () => window.sallyport.call('set', ${params}))().catch(() => ({ ok: false }))`,
    );
    expect.soft(reply, what).toMatchObject({ ok: false });
  }
  expect((await fenced.ask('status', {})).ok).toBe(true);
});

test('10,000 calls at once neither stall main nor fill its log', security, async ({ fenced }) => {
  const { page, app } = fenced;
  const { pid } = await fenced.call('status', {});
  await app.evaluate(() => {
    const seen = { longestMs: 0, last: performance.now() };
    Object.assign(globalThis, { seen });
    setInterval(() => {
      const now = performance.now();
      seen.longestMs = Math.max(seen.longestMs, now - seen.last);
      seen.last = now;
    }, 20).unref();
  });
  const counts = await page.evaluate(async () => {
    const { sallyport } = window;
    const filter = { verdict: 'blocked' };
    const all = await Promise.all(
      Array.from({ length: 10_000 }, (_each, at) =>
        at % 2 === 0
          ? sallyport.call('events', { filter, limit: 500 })
          : sallyport.call('testHost', { hostAndPort: 'http://127.0.0.1:1' }),
      ),
    );
    return { answered: all.length, worked: all.filter(({ ok }) => ok).length };
  });
  expect(counts.answered).toBe(10_000);
  expect(counts.worked).toBeGreaterThan(0);
  expect(counts.worked).toBeLessThan(5_000);
  const { longestMs } = await app.evaluate(
    () => (globalThis as unknown as { seen: { longestMs: number } }).seen,
  );
  // A guard: the gateway's own watch ends one that gives no sign for 15 s.
  expect(longestMs).toBeLessThan(10_000);
  expect((await fenced.call('status', {})).pid).toBe(pid);
  const { home } = await fenced.call('facts', {});
  const log = await readFile(join(home, 'logs', 'console.log'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes('too many calls')).length;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThan(100);
});

test('an export asks for one file at a time', security, async ({ fenced }) => {
  const { page, app } = fenced;
  await app.evaluate(({ dialog }) => {
    const asked = { count: 0 };
    Object.assign(globalThis, { asked });
    dialog.showSaveDialog = async () => {
      asked.count += 1;
      await new Promise<void>((resolve) => Object.assign(globalThis, { cancel: resolve }));
      return { canceled: true, filePath: '' };
    };
  });
  await page.evaluate(() => {
    const { sallyport } = window;
    const params = { filter: {}, format: 'csv', file: '/etc/passwd' };
    const replies: unknown[] = [];
    Object.assign(window, { replies });
    for (let at = 0; at < 20; at += 1) {
      void sallyport.call('exportLog', params).then((reply) => replies.push(reply));
    }
  });
  type Replies = readonly { readonly ok: boolean }[];
  const answered = () => page.evaluate(() => (window as unknown as { replies: Replies }).replies);
  // All others are answered while the dialog of the first stands open.
  await expect.poll(async () => (await answered()).length).toBe(19);
  await app.evaluate(() => (globalThis as unknown as { cancel: () => void }).cancel());
  await expect.poll(async () => (await answered()).length).toBe(20);
  const replies = await answered();
  expect(replies.filter(({ ok }) => ok)).toEqual([{ ok: true, value: { saved: false } }]);
  expect(
    await app.evaluate(() => (globalThis as unknown as { asked: { count: number } }).asked.count),
  ).toBe(1);
});

test(
  'what the page is told has the shape of the contract and nothing more',
  security,
  async ({ fenced }) => {
    const told = await fenced.page.evaluate(async () => {
      const { sallyport } = window;
      const views: unknown[] = [];
      const batches: unknown[] = [];
      sallyport.on('gateway', (view: unknown) => views.push(view));
      sallyport.on('log', (batch: unknown) => batches.push(batch));
      await sallyport.call('followLog', { filter: {}, turn: 1 });
      for (let at = 0; at < 600 && (views.length === 0 || batches.length < 2); at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return { views, batches };
    });
    expect(told.views.length).toBeGreaterThan(0);
    expect(told.batches.length).toBeGreaterThan(0);
    // Parsing leaves out what the contract does not name: nothing may be missing afterwards.
    for (const view of told.views) expect(windowEvents.gateway.parse(view)).toEqual(view);
    for (const batch of told.batches) expect(windowEvents.log.parse(batch)).toEqual(batch);
  },
);
