/** What `npm run pack` makes, moved to another place and used there. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, listing, packed, test } from './start-package.ts';

const MARK = 'DEVELOPMENT-RUNTIME.txt';

test('the packed console works in another place and leaves nothing there', async ({
  moved,
  open,
}) => {
  // Lost or taken away, it makes no difference.
  await rm(join(moved.folder, MARK), { force: true });
  const before = await listing(moved.folder);

  // Only a checkout may be told to show another page.
  const env = { SALLYPORT_PAGE_FOLDER: moved.folder };
  const { page, call, ask, main, ended } = await open({ args: ['--lab'], env });
  const facts = await call('facts', {});
  expect(facts).toMatchObject({ lab: true });
  const names = [basename(moved.folder), basename(moved.program)];
  for (const name of names) expect(name.includes('DEVRUNTIME')).toBe(facts.developmentRuntime);
  expect(existsSync(join(dirname(packed()), MARK))).toBe(facts.developmentRuntime);
  expect(page.url()).toMatch(/^app:\/\/ui\//);
  await expect(page.getByRole('button', { name: /Restart/ }).first()).toBeVisible();
  if (facts.developmentRuntime) {
    await expect(page.getByText('Development run-time: not for production')).toBeVisible();
  }
  expect((await call('status', {})).pid).not.toBe(main.pid);

  // Mail flows until an administrator blocks a device, and for that one no more.
  const passing = async () => {
    const events = await call('events', { filter: {}, limit: 500 });
    return events.find(({ event }) => event.verdict === 'allowed' && event.devices.length > 0);
  };
  await expect.poll(passing).toBeDefined();
  const device = (await passing())?.event.devices[0]?.id ?? '';
  await call('override', { action: 'block', device, user: null, until: null, note: null });
  const blocked = async () =>
    (await call('blocked', {})).some(({ deviceId }) => deviceId === device);
  await expect.poll(blocked).toBe(true);

  const { generation } = await call('restart', {});
  expect(generation).toBeGreaterThan(1);
  if (facts.developmentRuntime) {
    await listenEverywhere(facts.home);
    const refused = { code: 'ADDRESS_UNAVAILABLE', key: 'listener.host' };
    expect(await ask('restart', {})).toMatchObject({ ok: false, problems: [refused] });
  }

  main.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(join(facts.home, 'config'))).toBe(false);
  expect(await listing(moved.folder)).toEqual(before);
});

async function listenEverywhere(home: string): Promise<void> {
  const file = join(home, 'config', 'mem-configuration.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as { listener: object };
  // Without the balancers, plain HTTP would be refused first.
  const listener = { ...settings.listener, host: '0.0.0.0', balancers: ['192.0.2.0/24'] };
  await writeFile(file, JSON.stringify({ ...settings, listener }));
}

test('holds what it needs and no more', async ({ moved }) => {
  const files = await packedFiles(join(moved.folder, 'resources', 'app.asar'));
  for (const needed of ['out/main/main.cjs', 'out/renderer/tray.png', 'assets/icon.png']) {
    expect(files).toContain(needed);
  }
  const strange = /\.map$|\.test\.|musl|headless|^(src-|e2e|scripts|docs)|\.env/;
  expect(files.filter((file) => strange.test(file))).toEqual([]);
  const natives = files.filter((file) => file.endsWith('.node'));
  expect(natives).toHaveLength(1);
  expect(existsSync(join(moved.folder, 'resources', 'default_app.asar'))).toBe(false);
});

test(
  'it is no Node, and takes neither foreign code nor a debugger',
  { tag: '@security' },
  async ({ start, scratch }) => {
    const ran = join(scratch, 'ran');
    const foreign = join(scratch, 'foreign.cjs');
    await writeFile(foreign, `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');`);
    const { said, ended } = start({
      args: ['--inspect=0', '-r', foreign, '--lab', '--exit-when-ready'],
      env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${foreign}` },
    });
    expect(await ended).toBe(0);
    expect(said()).toContain('ready: gateway http');
    expect(said()).not.toContain('Debugger listening');
    expect(existsSync(ran)).toBe(false);
  },
);

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
}

/** The names in an asar archive: its header is JSON behind four lengths. */
async function packedFiles(archive: string): Promise<string[]> {
  const bytes = await readFile(archive);
  const header = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString();
  const names = (entry: Entry, path: string): string[] =>
    entry.files === undefined
      ? [path]
      : Object.entries(entry.files).flatMap(([name, inner]) =>
          names(inner, path === '' ? name : `${path}/${name}`),
        );
  return names(JSON.parse(header) as Entry, '');
}
