/**
 * Disks and folders that fail, on a child process. A full disk is a limit on the size of a file (RLIMIT_FSIZE,
 * which needs no privilege: the write fails with EFBIG, SQLite says SQLITE_IOERR_WRITE or SQLITE_FULL) and, where
 * the kernel lets an unprivileged user have namespaces, a real tmpfs that is full (ENOSPC, SQLITE_FULL).
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openReader } from './reader.ts';
import {
  bundles,
  cleanUp,
  quickCheck,
  startChild,
  temporaryFolder,
  type Bundles,
  type Child,
  type ChildLine,
} from './testing.ts';

let bundle: Bundles;
const children: Child[] = [];

beforeAll(async () => {
  bundle = await bundles();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
});
afterAll(cleanUp);

function start(folder: string, before: string[] = []): Child {
  const child = startChild(bundle, folder, 1, before);
  children.push(child);
  return child;
}

const isState = (state: 'ok' | 'failing') => (line: ChildLine) => line.health?.state === state;
const runs = (command: string, ...rest: string[]) => spawnSync(command, rest).status === 0;

/** Nobody, where the tests run as root: root passes every check of permissions. */
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const asRoot = process.getuid?.() === 0;
const asUnprivileged = asRoot ? nobody : [];
const canBeUnprivileged = !asRoot || runs('setpriv', ...nobody.slice(1), 'true');

async function endAndCompare(child: Child, folder: string): Promise<void> {
  child.process.stdin?.write('close\n');
  const last = await child.until((line) => line.closed !== undefined);
  await child.ended;
  expect(last.closed).toMatchObject({ waiting: 0, dropped: 0 });
  const recorded = child.lines.flatMap((line) => line.recorded?.seq ?? []);
  const page = openReader(folder)!.page({}, { limit: 1_000_000 });
  expect(page.ok && page.value.items.map((item) => item.event.seq).reverse()).toEqual(recorded);
  expect(quickCheck(folder)).toBe('ok');
}

test('another process reads while one writes', async () => {
  const folder = temporaryFolder();
  const child = start(folder);
  await child.until(isState('ok'));
  const reader = openReader(folder)!;
  const seen: number[] = [];
  let lastId = 0;
  for (let round = 0; round < 50 || seen.length <= 50; round += 1) {
    const found = reader.after(lastId, {}, 1000);
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    seen.push(...found.value.items.map((item) => item.event.seq));
    lastId = found.value.lastId;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(seen).toEqual(Array.from(seen, (_, index) => index + 1));
  await endAndCompare(child, folder);
});

test.runIf(runs('prlimit', '--version'))(
  'a file that may not grow: kept, said, and written when it may (RLIMIT_FSIZE)',
  async () => {
    const folder = temporaryFolder();
    const child = start(folder, ['prlimit', '--fsize=600000:unlimited']);
    await child.until(isState('ok'));
    const failing = await child.until(isState('failing'));
    expect(failing.health?.problem).toMatch(/disk is full|disk refuses/);
    const since = child.lines.length;
    // It goes on with what it is for.
    await child.until((line) => line.recorded !== undefined, since);
    expect(runs('prlimit', `--pid=${child.process.pid}`, '--fsize=unlimited:unlimited')).toBe(true);
    const well = await child.until(isState('ok'), since);
    expect(well.health).toMatchObject({ problem: null, dropped: 0 });
    await endAndCompare(child, folder);
  },
);

const namespace = ['unshare', '--user', '--map-root-user', '--mount'];
const canMount = runs('unshare', ...namespace.slice(1), 'sh', '-c', 'mount -t tmpfs none /mnt');

test.runIf(canMount)('a full tmpfs: kept, said, and written when there is space', async () => {
  const outer = temporaryFolder();
  const folder = join(outer, 'disk');
  mkdirSync(folder);
  const filler = join(folder, 'filler');
  // 1 MiB is left. The filler goes when `free` appears, outside of the small disk, which only the child sees.
  const script = `mount -t tmpfs -o size=64m none ${folder} && head -c 66060288 /dev/zero > ${filler} &&
    { (while [ ! -e ${outer}/free ]; do sleep 0.05; done; rm ${filler}) & } ;
    "$@"; mkdir ${outer}/kept; cp ${folder}/* ${outer}/kept/`;
  const child = start(folder, [...namespace, 'sh', '-c', script, 'sh']);
  await child.until(isState('ok'));
  const failing = await child.until(isState('failing'));
  expect(failing.health?.problem).toMatch(/the disk is full: SQLITE_FULL/);
  const since = child.lines.length;
  mkdirSync(join(outer, 'free'));
  const well = await child.until(isState('ok'), since);
  expect(well.health).toMatchObject({ problem: null, dropped: 0 });
  await endAndCompare(child, join(outer, 'kept'));
});

test.runIf(canBeUnprivileged)(
  'a folder that may not be written: mail flows, and it recovers when it may',
  async () => {
    const folder = join(temporaryFolder(), 'journal');
    mkdirSync(folder, { mode: 0o500 });
    if (asRoot) chownSync(folder, 65534, 65534);
    const child = start(folder, asUnprivileged);
    const first = await child.until((line) => line.health !== undefined);
    expect(first.health).toMatchObject({ state: 'failing' });
    expect(first.health?.problem).toMatch(/permission is denied/);
    const event = await child.until((line) => line.recorded !== undefined);
    expect(event.recorded!.seq).toBeGreaterThan(1e15);
    expect(readdirSync(folder)).toEqual([]);
    const since = child.lines.length;
    chmodSync(folder, 0o700);
    await child.until((line) => isState('ok')(line) && line.health?.waiting === 0, since);
    await endAndCompare(child, folder);
  },
);

test.runIf(canBeUnprivileged)(
  'a folder that becomes unwritable is no trouble while the file is open',
  async () => {
    const folder = join(temporaryFolder(), 'journal');
    mkdirSync(folder, { mode: 0o700 });
    if (asRoot) chownSync(folder, 65534, 65534);
    const child = start(folder, asUnprivileged);
    await child.until(isState('ok'));
    chmodSync(folder, 0o500);
    const since = child.lines.length;
    await child.until((line) => line.recorded !== undefined, since + 20);
    chmodSync(folder, 0o700);
    await endAndCompare(child, folder);
  },
);

test.runIf(asRoot && canBeUnprivileged)(
  'a reader who may read but not write reads, and changes nothing, also after a kill',
  async () => {
    const folder = temporaryFolder();
    const child = start(folder);
    await child.until((line) => line.recorded !== undefined && line.recorded.seq > 50);
    child.process.kill('SIGKILL');
    await child.ended;
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const reading = spawnSync(nobody[0]!, [
      ...nobody.slice(1),
      process.execPath,
      '-e',
      `const { openReader } = require(${JSON.stringify(join(bundle.folder, 'reader.cjs'))});
       console.log(openReader(${JSON.stringify(folder)}).lastSeq().value)`,
    ]);
    expect(reading.stderr.toString()).toBe('');
    expect(Number(reading.stdout.toString())).toBeGreaterThan(10);
    expect(readdirSync(folder)).toEqual(['events.db', 'events.db-shm', 'events.db-wal']);
  },
);
