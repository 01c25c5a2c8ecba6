/** Writers that are killed, and writers that may not write. In processes of their own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { chmod, chown, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { setKeys } from './edit.ts';
import { listVersions } from './history.ts';
import { readVersion } from './versions.ts';

const KILLS = 20;
const NOBODY = 65534;
const proxy = 'enable.boxer.ens.ews.proxy';

const bundle = temporaryFolder(afterAll, 'child');
let child: string;
let home: TestHome;

beforeAll(async () => {
  chmodSync(bundle, 0o755);
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('../testing/settings-child.ts', import.meta.url)),
      outDir: bundle,
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true },
  });
  child = join(bundle, 'child.mjs');
});
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

test(`${KILLS} writers killed at any moment: files whole, history whole`, async () => {
  const off = home.properties();
  const on = off.replace(`${proxy}=false`, `${proxy}=true`);
  const mem = readFileSync(home.paths.memConfiguration, 'utf8');
  const enforced = mem.replace('"mode": "test"', '"mode": "enforce"');
  for (let round = 0; round < KILLS; round += 1) {
    const writer = spawn(process.execPath, [child, 'loop', home.paths.home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    // The moments differ: a set takes some milliseconds, the first of a process some more.
    await sleep((round * 37) % 311);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect([off, on]).toContain(home.properties());
    // Each file is whole; between the two there is a moment when only the first has changed.
    expect([mem, enforced]).toContain(readFileSync(home.paths.memConfiguration, 'utf8'));
  }
  const listed = await listVersions(home.paths);
  expect(listed).toMatchObject({ ok: true, warnings: [] });
  if (!listed.ok) return;
  expect(listed.value.length).toBeGreaterThan(KILLS / 4);
  for (const { version } of listed.value) {
    expect(await readVersion(home.paths.history, version)).toHaveProperty('files');
  }
  await setKeys(home.paths, { [proxy]: 'true' }, 'tester', { network: testNetwork() });
  await setKeys(home.paths, { [proxy]: 'false' }, 'tester', { network: testNetwork() });
  const left = [...(await readdir(home.paths.config)), ...(await readdir(home.paths.history))];
  expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
});

// Root passes over permissions: then the child runs as nobody.
const isRoot = process.getuid?.() === 0;
const canDrop = isRoot && existsSync('/usr/bin/setpriv');
const skipped = process.platform === 'win32' || (isRoot && !canDrop);

test.skipIf(skipped)(
  'a config folder that is read-only: FILE_UNWRITABLE, and nothing changes',
  async () => {
    const before = home.properties();
    if (isRoot) await giveToNobody();
    await chmod(home.paths.config, 0o500);
    const saved: unknown = JSON.parse(runAsNobody('set', home.paths.home, `${proxy}=true`));
    await chmod(home.paths.config, 0o700);
    expect(saved).toEqual({
      ok: false,
      problems: [
        {
          code: 'FILE_UNWRITABLE',
          message: `${home.paths.properties} cannot be written: permission denied.`,
          remedy: 'Check free space and that this account may write there.',
          file: home.paths.properties,
          severity: 'error',
        },
      ],
    });
    expect(home.properties()).toBe(before);
  },
);

test.skipIf(!canDrop)(
  'a file of another account is not replaced (needs root and setpriv)',
  async () => {
    await giveToNobody();
    await chown(home.paths.properties, 0, 0);
    await chmod(home.paths.properties, 0o644);
    expect(JSON.parse(runAsNobody('set', home.paths.home, `${proxy}=true`))).toMatchObject({
      ok: false,
      problems: [{ code: 'FILE_UNWRITABLE' }],
    });
    expect(await readdir(home.paths.config)).not.toContainEqual(expect.stringMatching(/\.tmp$/));
  },
);

test.skipIf(skipped)('a file that this account may not read', async () => {
  if (isRoot) await giveToNobody();
  await chmod(home.paths.properties, 0o000);
  expect(JSON.parse(runAsNobody('set', home.paths.home, `${proxy}=true`))).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'FILE_UNREADABLE',
        message: `${home.paths.properties} cannot be read: permission denied.`,
      },
    ],
  });
});

async function giveToNobody(): Promise<void> {
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, dirname(home.paths.home)]);
}

function runAsNobody(...args: readonly string[]): string {
  const drop = isRoot
    ? ['/usr/bin/setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
    : [];
  const [command = '', ...rest] = [...drop, process.execPath, child, ...args];
  return execFileSync(command, rest, { env: {} }).toString();
}
