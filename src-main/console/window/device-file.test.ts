import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestHome, type TestHome } from '../../testing/settings-home.ts';
import { deviceFile } from './device-file.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const write = (name: string, text: string) => writeFileSync(join(home.paths.config, name), text);
const codes = async (name: string) =>
  (await deviceFile(home.paths, name)).problems.map(({ code }) => code);

test('counts what is in it', async () => {
  expect(await deviceFile(home.paths, 'devices.json')).toEqual({
    path: home.paths.devices,
    devices: 0,
    problems: [],
  });
});

test('says what is wrong with it, and where', async () => {
  expect(await deviceFile(home.paths, 'feed/none.json')).toMatchObject({
    devices: null,
    problems: [{ code: 'FILE_MISSING', remedy: expect.stringContaining('docs/devices.md') }],
  });
  write('broken.json', '[{}, {}, {}, {}, {}, {}, {}]');
  const broken = await deviceFile(home.paths, 'broken.json');
  expect(broken.problems).toHaveLength(5);
  expect(broken.problems[0]).toMatchObject({ code: 'SCHEMA', line: 1 });
});

test('reads nothing outside of the config folder', async () => {
  expect(await codes('/etc/passwd')).toEqual(['PATH_OUTSIDE']);
  expect(await codes('../state/directory')).toEqual(['PATH_OUTSIDE']);
  symlinkSync('/etc/passwd', join(home.paths.config, 'link.json'));
  expect(await codes('link.json')).toEqual(['PATH_OUTSIDE']);
});
