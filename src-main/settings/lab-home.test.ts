import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { isFreshLabHome, makeLabHome, throwAway } from './lab-home.ts';

let temporary: string;
/** A process that has ended. */
const gone = spawnSync(process.execPath, ['--eval', '']).pid;
const before = new Date(Date.now() - 120_000);

beforeEach(() => {
  temporary = temporaryFolder(onTestFinished, 'labs');
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
});

interface Left {
  readonly maker?: number;
  readonly folders?: readonly string[];
  readonly signed?: boolean;
  readonly fresh?: boolean;
}

function leave({ maker, folders = ['config', 'run', 'state'], signed, fresh }: Left): string {
  const by = maker === undefined ? '' : `${maker}-`;
  const home = join(temporary, `sallyport-lab-${by}abcdef`);
  mkdirSync(home);
  for (const each of folders) mkdirSync(join(home, each));
  if (signed !== undefined) {
    const runs = join(home, 'state/runs.jsonl');
    writeFileSync(runs, '');
    if (!signed) utimesSync(runs, before, before);
  }
  if (fresh !== true) utimesSync(home, before, before);
  return home;
}

describe('the next lab sweeps', () => {
  test.each<[string, boolean, Left]>([
    ['what a maker that was killed while it started left', true, { maker: gone, folders: [] }],
    ['what one left that was killed at work', true, { maker: gone, signed: false }],
    ['what Chromium wrote afterwards', true, { folders: ['window'] }],
    ['nothing of a maker that is there', false, { maker: process.pid, signed: false }],
    ['nothing in which a gateway lives, whoever made it', false, { maker: gone, signed: true }],
    ['nothing that was made just now', false, { maker: gone, fresh: true }],
    ['nothing of whose maker it knows nothing', false, {}],
  ])('%s', (_what, swept, left) => {
    const home = leave(left);
    makeLabHome();
    expect(existsSync(home)).toBe(!swept);
  });

  test('nothing of another name', () => {
    const other = join(temporary, `sallyport-labour-${gone}`);
    mkdirSync(other);
    utimesSync(other, before, before);
    makeLabHome();
    expect(existsSync(other)).toBe(true);
  });
});

test('a lab takes a home that was made for it, and no other', () => {
  const home = makeLabHome();
  expect(isFreshLabHome(home)).toBe(true);
  writeFileSync(join(home, 'mine'), '');
  expect(isFreshLabHome(home)).toBe(false);
  expect(isFreshLabHome(leave({ folders: ['config'] }))).toBe(false);
  const elsewhere = join(temporary, 'other', 'sallyport-lab-1-abcdef');
  mkdirSync(elsewhere, { recursive: true });
  expect(isFreshLabHome(elsewhere)).toBe(false);
  expect(isFreshLabHome(join(temporary, 'other'))).toBe(false);
  expect(isFreshLabHome(join(temporary, 'sallyport-lab-1-missing'))).toBe(false);
});

test.skipIf(!existsSync('/proc/self'))(
  'throwing away what cannot be removed says so, and whoever ends goes on',
  () => {
    const said: string[] = [];
    const spied = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => said.push(String(text)) > 0);
    onTestFinished(() => spied.mockRestore());
    // Not even the super-user can remove that.
    throwAway('/proc/self');
    expect(said.join('')).toMatch(/^sallyport: \/proc\/self could not be removed: /);
  },
);
