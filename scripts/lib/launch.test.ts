import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { launch } from './launch.mjs';

const node = process.execPath;
let folder: string;
beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'launch');
});

it('gives the exit code', async () => {
  expect(await launch(node, ['-e', 'process.exitCode = 7'])).toBe(7);
});

describe.runIf(process.platform !== 'win32')('signals', () => {
  /** Runs a program under launch() in a process of its own, as `npm start` does. */
  function start(program: string, graceMs = 30_000) {
    const module = new URL('launch.mjs', import.meta.url).href;
    const script = `
      import { launch } from ${JSON.stringify(module)};
      const args = ['-e', ${JSON.stringify(program)}];
      process.exitCode = await launch(process.execPath, args, { graceMs: ${graceMs} });`;
    const child = spawn(node, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PIDS: join(folder, 'pids') },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const said = (text: string) => expect.poll(() => output).toContain(text);
    return { child, ended, said };
  }

  const grandchild = `
    const { spawn } = require('node:child_process');
    const fs = require('node:fs');
    const inner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    fs.writeFileSync(process.env.PIDS, process.pid + ' ' + inner.pid);
    setInterval(() => {}, 1000);`;
  const pids = () => readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
  const allGone = () => expect.poll(() => pids().some((pid) => isAlive(pid))).toBe(false);

  it('are passed on once, and what is left behind is ended', async () => {
    const { child, ended, said } = start(
      `${grandchild} process.on('SIGINT', () => process.exit(3)); console.log('up');`,
    );
    await said('up');
    child.kill('SIGINT');
    expect(await ended).toBe(3);
    await allGone();
  });

  it('end everything at once when they come twice', async () => {
    const { child, ended, said } = start(
      `${grandchild} process.on('SIGTERM', () => console.log('not yet')); console.log('up');`,
    );
    await said('up');
    child.kill('SIGTERM');
    await said('not yet');
    child.kill('SIGTERM');
    expect(await ended).toBe(137);
    await allGone();
  });

  it('end everything when the farewell takes too long', async () => {
    const { child, ended, said } = start(
      `${grandchild} process.on('SIGTERM', () => {}); console.log('up');`,
      300,
    );
    await said('up');
    child.kill('SIGTERM');
    expect(await ended).toBe(137);
    await allGone();
  });

  it('leave stdin with the program', async () => {
    const { child, ended, said } = start(
      "process.stdin.once('data', (d) => { console.log('got ' + d); process.exit(0); });",
    );
    child.stdin.write('words\n');
    await said('got words');
    expect(await ended).toBe(0);
  });
});

/** A process that ended and that nobody has waited for yet is gone too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z';
  } catch {
    return false;
  }
}
