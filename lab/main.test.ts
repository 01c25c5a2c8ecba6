import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../src-main/testing/temporary-folder.ts';
import { createClient } from './client.ts';
import type { EnsCounters } from './ens/types.ts';
import type { LabListening } from './lab.ts';

const folder = temporaryFolder(afterAll, 'lab-main');
const children: ChildProcess[] = [];

beforeAll(async () => {
  await build({
    ...{ configFile: false, logLevel: 'error', publicDir: false },
    build: {
      ...{
        ssr: fileURLToPath(new URL('main.ts', import.meta.url)),
        outDir: folder,
        target: 'node18',
      },
      rolldownOptions: { output: { entryFileNames: 'lab.mjs' } },
    },
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(args: readonly string[], stdin: 'pipe' | 'ignore' = 'pipe'): ChildProcess {
  const stdio: StdioOptions = [stdin, 'pipe', 'pipe'];
  const child = spawn(process.execPath, [join(folder, 'lab.mjs'), ...args], { stdio });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<LabListening> {
  let text = '';
  for await (const part of child.stdout!) {
    text += String(part);
    if (text.includes('\n')) break;
  }
  return JSON.parse(text) as LabListening;
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe('the lab as a process', () => {
  it('prints where it listens and ends with 0 on SIGTERM', async () => {
    const child = run(['--seed', '3', '--users', '2', '--rate=1'], 'ignore');
    const line = await firstLine(child);
    expect(line).toMatchObject({ event: 'listening', seed: 3 });
    expect(line.users).toHaveLength(2);
    for (const url of [line.exchange, line.uem, line.ens])
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(0);
  });

  it('learns of the gateway by a line on stdin, and ends when stdin does', async () => {
    const child = run(['--users', '1', '--rate', '20']);
    const line = await firstLine(child);
    child.stdin!.write(`not json\n{"gateway":"${line.exchange}"}\n`);
    const client = createClient();
    const pushed = async (): Promise<number> => {
      const { body } = await client.call({ url: `${line.ens}/counters` });
      return (JSON.parse(body.toString()) as EnsCounters).pushed;
    };
    await expect.poll(pushed).toBeGreaterThan(0);
    client.close();
    child.stdin!.end();
    expect(await exitCode(child)).toBe(0);
  });

  it.each([['--port', 'x'], ['--what'], ['--rate', '-1']])(
    'answers %s with usage and 2',
    async (...args) => {
      const child = run(args);
      expect(await exitCode(child)).toBe(2);
    },
  );
});
