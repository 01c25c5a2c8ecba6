/**
 * Ten thousand subscriptions hang in one gateway: none is lost and other requests get their answers. What they take is
 * reported; beside nginx it is in docs/performance.md. Where a process may not have that many descriptors, as many as
 * it may.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { root } from '../lib/result.ts';
import type { Round } from './measures.ts';

const MANY = 10_000;

test.runIf(process.platform === 'linux')('10,000 hanging subscriptions', async ({ task }) => {
  const folder = temporaryFolder(onTestFinished, 'hanging');
  const asked = ['--workload', 'e', '--rounds', '1', '--only', 'sallyport-journal'];
  const sizes = ['--few', '1000', '--many', String(MANY), '--out', folder];
  const bench = [join(root, 'scripts', 'bench.mjs'), 'relay', ...asked, ...sizes];
  await promisify(execFile)(process.execPath, bench);
  const { raw } = JSON.parse(readFileSync(join(folder, 'relay-e.json'), 'utf8')) as {
    raw: { rounds: readonly Round[] };
  };
  const figures = raw.rounds[0]?.figures['sallyport-journal'];
  expect(figures?.['failures']).toBe(0);
  expect(figures?.['many']).toBeGreaterThan(MANY / 4);
  Object.assign(task.meta, {
    subscriptions: figures?.['many'],
    kilobytesEach: rounded(figures?.['bytes']),
    othersP99WithoutMs: rounded(figures?.['before']),
    othersP99BesideMs: rounded(figures?.['beside']),
  });
});

const rounded = (value = Number.NaN): number => Math.round(value * 10) / 10;
