import { expect, it } from 'vitest';
import { run } from './run.mjs';

const node = process.execPath;

it('gives the code and all of the output', async () => {
  const script = 'process.stdout.write("x".repeat(1e6)); process.exitCode = 3';
  const { code, output } = await run(node, ['-e', script], { quiet: true });
  expect(code).toBe(3);
  expect(output).toHaveLength(1e6);
});

it('ends what does not end, with its children', async () => {
  const inner = 'setInterval(() => {}, 1000)';
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(inner)}]);
    console.log(child.pid);
    ${inner}`;
  const { code, timedOut, output } = await run(node, ['-e', script], {
    quiet: true,
    guardMs: 1500,
  });
  expect({ code, timedOut }).toEqual({ code: 1, timedOut: true });
  await expect.poll(() => isAlive(Number(output))).toBe(false);
});

it('says when there is no such command', async () => {
  const { code } = await run('sallyport-no-such-command', [], { quiet: true });
  expect(code).toBe(127);
});

it.skipIf(process.platform === 'win32').each([
  ['is ours until the command listens', '', 143, ''],
  [
    'is the command’s from then on',
    "process.on('SIGTERM', () => console.log('mine'));",
    0,
    'mine\n',
  ],
])('a signal %s', async (_what, listens, expected, said) => {
  const module = JSON.stringify(new URL('run.mjs', import.meta.url).href);
  const script = `
    import(${module}).then(({ endChildrenWithUs }) => {
      endChildrenWithUs();
      ${listens}
      process.kill(process.pid, 'SIGTERM');
      // Longer than a signal takes; what nobody listens for must not keep this process.
      setTimeout(() => {}, 1000);
    });`;
  const { code, output } = await run(node, ['-e', script], { quiet: true });
  expect({ code, output }).toEqual({ code: expected, output: said });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
