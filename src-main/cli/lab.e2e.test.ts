/** `lab` as somebody tries it: one line, a gateway that works, and nothing left behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Status } from '../../src-shared/contract/calls.ts';
import { launcher, sallyport } from '../testing/product.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface LabLine {
  readonly event: string;
  readonly exchange: string;
  readonly uem: string;
  readonly ens: string;
  readonly users: readonly { readonly user: string }[];
  readonly gateway: string | null;
  readonly home: string;
}

async function startLab(...options: string[]) {
  const child = spawn(process.execPath, [launcher, 'lab', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said).toContain('\n');
  return { child, ended, line: JSON.parse(said) as LabLine, said: () => said };
}

/** Whether somebody speaks HTTP there. */
const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });

test('everything listens, mail flows, and Ctrl-C leaves nothing', async () => {
  const { child, ended, line, said } = await startLab('--seed', '7', '--rate', '20');
  expect(line).toMatchObject({ event: 'listening' });
  for (const url of [line.exchange, line.uem, line.ens]) expect(await answers(url)).toBe(true);
  expect(line.users.length).toBeGreaterThan(0);
  await expect
    .poll(async () => (await sallyport(line.home, 'log', '--json')).json.length)
    .toBeGreaterThan(0);
  const [status] = (await sallyport(line.home, 'status', '--json')).json as [Status];
  expect(status).toMatchObject({ url: line.gateway, mode: 'enforce' });
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(said().trim().split('\n')).toHaveLength(1);
  expect(existsSync(line.home)).toBe(false);
  expect(await answers(String(line.gateway))).toBe(false);
  expect(await answers(line.exchange)).toBe(false);
});

test('killed, its children end by themselves', async () => {
  const { child, line } = await startLab();
  child.kill('SIGKILL');
  await expect
    .poll(async () => (await answers(line.exchange)) || (await answers(String(line.gateway))))
    .toBe(false);
  // What nobody could remove any more.
  rmSync(line.home, { recursive: true, force: true });
});

test('--no-gateway leaves it out, --exit-when-ready ends after the line', async () => {
  const { ended, line } = await startLab('--no-gateway', '--exit-when-ready');
  expect(line.gateway).toBeNull();
  expect(await ended).toBe(0);
  expect(existsSync(line.home)).toBe(false);
});
