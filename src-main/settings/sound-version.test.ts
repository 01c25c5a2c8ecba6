import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { setKeys } from './edit.ts';
import { recordOutside } from './history.ts';
import { soundVersion } from './sound-version.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const context = { network: testNetwork() };

test('a broken state that was recorded is passed over', async () => {
  expect(await soundVersion(home.paths, context)).toBe(1);
  const proxy = { 'enable.boxer.ens.ews.proxy': 'true' };
  expect((await setKeys(home.paths, proxy, 'tester', context)).ok).toBe(true);
  writeFileSync(home.paths.memConfiguration, '{ "schemaVersion": 1,, }');
  expect((await recordOutside(home.paths)).version).toBe(3);
  expect(await soundVersion(home.paths, context)).toBe(2);
});

test('without a history there is none', async () => {
  await home.remove();
  expect(await soundVersion(home.paths, context)).toBeNull();
});
