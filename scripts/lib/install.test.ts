import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { isInstalled } from './install.mjs';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'install');
  mkdirSync(join(folder, 'node_modules'));
});

const a = { version: '1.0.0', integrity: 'sha512-a' };
const other = { version: '1.0.0', integrity: 'sha512-b', optional: true };

function write(wanted: object, installed: object | undefined): void {
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed === undefined) return;
  const file = join(folder, 'node_modules', '.package-lock.json');
  writeFileSync(file, JSON.stringify({ packages: installed }));
}

it('is satisfied by what the lock names, without the packages of other systems', () => {
  write({ '': {}, 'node_modules/a': a, 'node_modules/other': other }, { 'node_modules/a': a });
  expect(isInstalled(folder)).toBe(true);
  expect(isInstalled(folder, ['node_modules/other'])).toBe(false);
});

it('misses a package, another version and another content', () => {
  write({ 'node_modules/a': a }, {});
  expect(isInstalled(folder)).toBe(false);
  write({ 'node_modules/a': a }, { 'node_modules/a': { ...a, version: '1.0.1' } });
  expect(isInstalled(folder)).toBe(false);
  write({ 'node_modules/a': a }, { 'node_modules/a': { ...a, integrity: 'sha512-x' } });
  expect(isInstalled(folder)).toBe(false);
});

it('misses everything where nothing was installed', () => {
  write({ 'node_modules/a': a }, undefined);
  expect(isInstalled(folder)).toBe(false);
});
