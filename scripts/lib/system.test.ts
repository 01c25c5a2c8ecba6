import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { authorityFile, needsDisplay } from './display.mjs';
import { missingLibraries, packagesOf } from './libraries.mjs';
import { sandboxSwitches } from './sandbox.mjs';

const answer = (output: string, code = 0) => Promise.resolve({ code, timedOut: false, output });

/** An apt-cache that knows these packages, and the virtual ones by name only. */
function apt({ real = [] as string[], virtual = [] as string[] }) {
  return (_command: string, args: string[]) => {
    const block = (name: string, candidate: string) =>
      `${name}:\n  Installed: (none)\n  Candidate: ${candidate}\n  Version table:\n`;
    const names = args.slice(1);
    return answer(
      names
        .map((name) =>
          real.includes(name)
            ? block(name, '1.2-3')
            : virtual.includes(name)
              ? block(name, '(none)')
              : '',
        )
        .join(''),
    );
  };
}

describe('the names of packages', () => {
  const libraries = ['libgtk-3.so.0', 'libgdk-3.so.0', 'libasound.so.2', 'libnss3.so'];

  it('are the old ones where apt has those', async () => {
    const exec = apt({ real: ['libgtk-3-0', 'libasound2', 'libnss3'] });
    const found = await packagesOf(libraries, { exec, release: {} });
    expect(found).toEqual({ packages: ['libasound2', 'libgtk-3-0', 'libnss3'], unknown: [] });
  });

  it('are the new ones where the old ones are only provided', async () => {
    const exec = apt({
      real: ['libgtk-3-0t64', 'libasound2t64', 'libnss3'],
      virtual: ['libgtk-3-0', 'libasound2'],
    });
    const { packages } = await packagesOf(libraries, { exec, release: {} });
    expect(packages).toEqual(['libasound2t64', 'libgtk-3-0t64', 'libnss3']);
  });

  it.each([
    [{ ID: 'debian', VERSION_ID: '12' }, 'libgtk-3-0'],
    [{ ID: 'debian', VERSION_ID: '13' }, 'libgtk-3-0t64'],
    [{ ID: 'debian' }, 'libgtk-3-0t64'],
    [{ ID: 'ubuntu', VERSION_ID: '22.04', UBUNTU_CODENAME: 'jammy' }, 'libgtk-3-0'],
    [{ ID: 'ubuntu', VERSION_ID: '24.04', UBUNTU_CODENAME: 'noble' }, 'libgtk-3-0t64'],
    [{ ID: 'linuxmint', VERSION_ID: '22', UBUNTU_CODENAME: 'noble' }, 'libgtk-3-0t64'],
  ])('follow the release where apt has no lists: %o', async (release, name) => {
    const { packages } = await packagesOf(['libgtk-3.so.0'], { exec: apt({}), release });
    expect(packages).toEqual([name]);
  });

  it('are not guessed', async () => {
    const exec = apt({ real: ['libnss3'] });
    const found = await packagesOf(['libnss3.so', 'libstrange.so.7'], { exec, release: {} });
    expect(found).toEqual({ packages: ['libnss3'], unknown: ['libstrange.so.7'] });
  });
});

describe('the missing libraries', () => {
  let dist: string;
  beforeEach(() => {
    dist = temporaryFolder(onTestFinished, 'system');
    mkdirSync(join(dist, 'resources'));
    for (const name of ['electron', 'libEGL.so', 'libvulkan.so.1', 'icudtl.dat']) {
      writeFileSync(join(dist, name), '');
    }
  });

  it('are what ldd does not find, each once, without those that come along', async () => {
    let asked: string[] = [];
    const exec = (_command: string, args: string[]) => {
      asked = args;
      return answer(
        [
          `${dist}/electron:`,
          '\tlinux-vdso.so.1 (0x00007ffe)',
          '\tlibgtk-3.so.0 => not found',
          '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
          `${dist}/libEGL.so:`,
          '\tlibgtk-3.so.0 => not found',
          '\tlibvulkan.so.1 => not found',
          '\tlibgbm.so.1 => not found',
        ].join('\n'),
        1,
      );
    };
    const executable = join(dist, 'electron');
    const missing = await missingLibraries({ dist, executable }, exec);
    expect(missing).toEqual(['libgbm.so.1', 'libgtk-3.so.0']);
    expect(asked).toEqual([executable, join(dist, 'libEGL.so'), join(dist, 'libvulkan.so.1')]);
  });
});

it.each([
  ['linux', {}, true],
  ['linux', { DISPLAY: '' }, true],
  ['linux', { DISPLAY: ':0' }, false],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false],
  ['darwin', {}, false],
  ['win32', {}, false],
] as const)('a display of our own on %s with %o: %s', (platform, env, needed) => {
  expect(needsDisplay({ platform, env })).toBe(needed);
});

it('writes the key of a display for any of its numbers', () => {
  const name = Buffer.from('MIT-MAGIC-COOKIE-1').toString('hex');
  const cookie = Buffer.alloc(16, 0xab);
  const text = authorityFile(cookie).toString('hex');
  expect(text).toBe(`ffff000000000012${name}0010${cookie.toString('hex')}`);
});

describe.runIf(process.platform === 'linux')('the sandbox of Chromium', () => {
  const switches = (uid: number, unshare: number) =>
    sandboxSwitches({
      dist: '/nowhere',
      log: () => undefined,
      uid,
      exec: () => answer('', unshare),
    });

  it('is off for root alone', async () => {
    expect(await switches(0, 0)).toEqual(['--no-sandbox']);
    expect(await switches(1000, 0)).toEqual([]);
  });

  it('is not switched off where it cannot work', async () => {
    await expect(switches(1000, 1)).rejects.toThrow('chmod 4755');
  });
});
