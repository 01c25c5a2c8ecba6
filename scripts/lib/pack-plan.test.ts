import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { executableName, wantedVersion } from './electron-official.mjs';
import { provideElectron } from './electron.mjs';
import { planOf } from './pack-plan.mjs';

const official = { dist: '/electron', executable: '/e', version: '45.4.1', official: true };
const development = { ...official, version: '25.1.1', official: false };
const linux = { version: '1.2.3', platform: 'linux', arch: 'x64' };

/** Everything in the plan that a person may come to see. */
const shown = (plan: ReturnType<typeof planOf>) => {
  const config = plan.config as {
    productName?: string;
    linux?: { executableName: string };
    win?: { executableName: string };
  };
  return [plan.name, plan.program, config.productName ?? '', config.linux?.executableName ?? ''];
};

it('packs the official Electron under the names of electron-builder.yml', () => {
  const plan = planOf(official, linux);
  expect(plan).toEqual({
    name: 'sallyport-1.2.3-linux-x64',
    program: 'sallyport',
    config: {
      electronDist: '/electron',
      electronVersion: '45.4.1',
      electronFuses: { grantFileProtocolExtraPrivileges: false },
      forceCodeSigning: false,
    },
  });
});

let stand: string | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  stand = undefined;
});

it.each([
  ['the locked version', { version: wantedVersion(), marked: false }, false],
  ['another version', { version: '99.0.0', marked: false }, true],
  [
    'a marked one that calls itself the locked version',
    { version: wantedVersion(), marked: true },
    true,
  ],
])('takes %s for what it is', async (_what, { version, marked }, isMarked) => {
  stand = temporaryFolder(onTestFinished, 'stand-in');
  const executable = join(stand, executableName());
  mkdirSync(dirname(executable), { recursive: true });
  writeFileSync(executable, '');
  writeFileSync(join(stand, 'version'), version);
  if (marked) writeFileSync(join(stand, 'DEVELOPMENT-RUNTIME.txt'), '');
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', stand);
  const { name } = planOf(await provideElectron({ log: () => undefined }), linux);
  expect(name.includes('DEVRUNTIME')).toBe(isMarked);
});

it('says DEVRUNTIME in every name of a package of another Electron', () => {
  for (const platform of ['linux', 'win32', 'darwin']) {
    const plan = planOf(development, { ...linux, platform });
    for (const name of shown(plan)) expect(name).toContain('DEVRUNTIME');
  }
  // One that is neither ours nor marked.
  const other = planOf({ ...official, version: '45.5.0', official: false }, linux);
  expect(other.name).toBe('sallyport-1.2.3-DEVRUNTIME-linux-x64');
});

it('sets no fuse that the Electron does not have', () => {
  expect(planOf(development, linux).config).not.toHaveProperty('electronFuses');
});

it('names the program as each system does', () => {
  const program = (platform: string) => planOf(official, { ...linux, platform }).program;
  expect(program('win32')).toBe('Sallyport.exe');
  expect(program('darwin')).toBe('Sallyport.app/Contents/MacOS/Sallyport');
});

it('insists on a signature where a key was given', () => {
  const signs = (platform: string, env: Record<string, string>) =>
    (planOf(official, { ...linux, platform, env }).config as { forceCodeSigning: boolean })
      .forceCodeSigning;
  expect(signs('win32', { CSC_LINK: 'file' })).toBe(true);
  expect(signs('darwin', { CSC_LINK: 'file' })).toBe(true);
  expect(signs('win32', {})).toBe(false);
});
