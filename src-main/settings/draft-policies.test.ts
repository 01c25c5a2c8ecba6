import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { draftPolicies } from './draft-policies.ts';
import { homePaths, type HomePaths } from './home.ts';
import { initHome } from './init.ts';

let paths: HomePaths;
beforeEach(async () => {
  paths = homePaths(temporaryFolder(onTestFinished, 'draft'));
  await initHome(paths, { by: 'tester' });
});

const codes = async (changes: Record<string, string | null>) => {
  const result = await draftPolicies(paths, changes);
  return result.ok ? [] : result.problems.map(({ code, key }) => [code, key]);
};

test('the changes are laid over what is saved, and nothing is written', async () => {
  const before = readFileSync(paths.memConfiguration, 'utf8');
  const result = await draftPolicies(paths, {
    'compliance.mode': 'enforce',
    'compliance.policies.inactivity': 'true',
    'compliance.policies.groups': '["Sales: alice, bob"]',
    'compliance.policies.users.allowed': '["group:sales"]',
    'compliance.ens.sources': '["10.1.2.0/24"]',
    // Whether another setting is right does not concern the policies.
    'listener.port': 'none',
  });
  expect(result).toMatchObject({
    ok: true,
    value: {
      policies: {
        mode: 'enforce',
        rules: { inactivityDays: 30, users: { allowed: ['alice', 'bob'] } },
      },
      ens: { sources: ['10.1.2.0/24'] },
    },
  });
  expect(readFileSync(paths.memConfiguration, 'utf8')).toBe(before);
});

test('a value that cannot be saved is refused as by saving', async () => {
  expect(await codes({ 'compliance.policies.inactivityDays': '0' })).toEqual([
    ['SCHEMA', 'compliance.policies.inactivityDays'],
  ]);
  expect(await codes({ 'compliance.policies.users.blocked': '["group:Nobody"]' })).toEqual([
    ['SCHEMA', 'compliance.policies.users.blocked'],
  ]);
  expect(await codes({ 'compliance.mode': null })).toEqual([['KEY_MISSING', 'compliance.mode']]);
});

test('a file that says nothing of the policies has none', async () => {
  writeFileSync(paths.memConfiguration, '{');
  expect(await codes({})).toEqual([['JSON_SYNTAX', undefined]]);
});
