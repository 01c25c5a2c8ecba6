import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ownBytes, parseStat, treeCpuMs, treeOf } from './processes.ts';

const linux = process.platform === 'linux';

test('a line of /proc/PID/stat, whatever the name of the process holds', () => {
  const line =
    '77 (a) b (c) S 12 77 77 0 -1 4194304 100 200 3 4 250 50 7 3 20 0 11 0 5 1000 2000 18446744073709551615';
  expect(parseStat(line)).toEqual({ parent: 12, own: 3000, ended: 100 });
});

/** Burns processor time in a child, waits for its end, burns some itself, and says so. */
const BURNING = `
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const burn = (ms) => { const end = used() + ms; while (used() < end); };
  if (process.argv[1] === 'child') burn(300);
  else {
    require('node:child_process').spawnSync(process.execPath, ['-e', process.env.SCRIPT, 'child'], { env: process.env });
    burn(300);
    console.log('done');
    setInterval(() => {}, 1000);
  }`;

test.runIf(linux)('the time of a tree has that of its children, living or ended', async () => {
  const child = spawn(process.execPath, ['-e', BURNING], {
    env: { ...process.env, SCRIPT: BURNING },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const pid = child.pid!;
    expect(treeOf(pid)).toEqual([pid]);
    expect(treeOf(process.pid)).toContain(pid);
    // Two times 300 ms and what two starts of Node cost; ticks of 10 ms.
    expect(treeCpuMs(pid)).toBeGreaterThanOrEqual(580);
    expect(ownBytes([pid])).toBeGreaterThan(5 * 2 ** 20);
  } finally {
    child.kill();
    await once(child, 'close');
  }
});

test('nobody has no time', () => {
  expect(treeCpuMs(null)).toBe(0);
});
