import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { withoutServices } from './no-services.mjs';

let folder: string;
let policy: string;
let asked: string[];
beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'services');
  policy = join(folder, 'policy-rc.d');
  asked = [];
  for (const name of ['units', 'scripts']) mkdirSync(join(folder, name));
  touch('units/old.service');
});

const touch = (name: string): void => writeFileSync(join(folder, name), '');

const without = (install: () => Promise<unknown>, commands: readonly string[]): Promise<unknown> =>
  withoutServices(install, {
    has: (command: string) => commands.includes(command),
    exec: (command: string, args: readonly string[]) => {
      asked.push([command, ...args].join(' '));
      return Promise.resolve({ code: 0 });
    },
    policy,
    units: join(folder, 'units'),
    scripts: join(folder, 'scripts'),
  });

async function installation(): Promise<string> {
  expect(readFileSync(policy, 'utf8')).toContain('exit 101');
  expect(statSync(policy).mode & 0o111).toBe(0o111);
  for (const name of ['units/new.service', 'units/new@.service', 'units/new.socket']) touch(name);
  for (const name of ['scripts/new', 'scripts/other']) touch(name);
  return 'installed';
}

it('forbids every start while it installs, and disables what came', async () => {
  expect(await without(installation, ['systemctl', 'update-rc.d'])).toBe('installed');
  expect(existsSync(policy)).toBe(false);
  expect(asked).toEqual(['systemctl disable new', 'systemctl disable other']);
});

it('knows machines without systemd, and without anything', async () => {
  await without(installation, ['update-rc.d']);
  expect(asked).toEqual(['update-rc.d new disable', 'update-rc.d other disable']);
  asked = [];
  await without(async () => touch('units/newer.service'), []);
  expect(asked).toEqual([]);
});

it("leaves the machine's own policy alone, and takes away one that it left itself", async () => {
  writeFileSync(policy, '#!/bin/sh\nexit 104\n');
  await without(() => Promise.resolve(), []);
  expect(readFileSync(policy, 'utf8')).toContain('exit 104');

  rmSync(policy);
  let ours = '';
  await without(async () => {
    ours = readFileSync(policy, 'utf8');
  }, []);
  writeFileSync(policy, ours);
  await without(installation, []);
  expect(existsSync(policy)).toBe(false);
});

it('takes the policy away when the installation fails', async () => {
  const failing = without(() => Promise.reject(new Error('no network')), []);
  await expect(failing).rejects.toThrow('no network');
  expect(existsSync(policy)).toBe(false);
});
