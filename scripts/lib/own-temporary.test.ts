import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { ownTemporary } from './own-temporary.mjs';

it('is for everybody, and goes with all that is in it', () => {
  const { env, remove } = ownTemporary();
  const { TMPDIR } = env as { TMPDIR: string };
  expect(env).toEqual({ TMPDIR, TMP: TMPDIR, TEMP: TMPDIR });
  if (process.platform !== 'win32') expect(statSync(TMPDIR).mode & 0o7777).toBe(0o1777);
  mkdirSync(join(TMPDIR, 'scoped_dir'));
  writeFileSync(join(TMPDIR, 'scoped_dir', 'left'), '');
  remove();
  remove();
  expect(existsSync(TMPDIR)).toBe(false);
});

it('is where these tests make theirs', () => {
  expect(basename(tmpdir())).toMatch(/^spt-/);
});
