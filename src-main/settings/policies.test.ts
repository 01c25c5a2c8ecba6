import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { ComplianceRules } from '../../src-shared/settings/in-force.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { loadSettings } from './load.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const load = () => loadSettings(home.paths, { network: testNetwork() });
const put = (values: Readonly<Record<string, unknown>>) =>
  home.changeMem(
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`compliance.policies.${key}`, value]),
    ),
  );

async function rules(): Promise<ComplianceRules | null> {
  const loaded = await load();
  return loaded.ok ? loaded.value.settings.compliance.policies.rules : null;
}

describe('what is in force', () => {
  test('without a word of policies, and with empty ones: none', async () => {
    expect(await rules()).toEqual(noRules);
    put({ 'users.allowed': [], 'models.blocked': [], inactivity: false, inactivityDays: 7 });
    expect(await rules()).toEqual(noRules);
  });

  test('switches and lists', async () => {
    put({
      ...{ managedDevice: true, compromised: true, encryption: true, activeSyncProfile: true },
      ...{ inactivity: true, 'mailClients.allowed': ['Boxer*'], 'easDeviceTypes.blocked': ['X'] },
      ...{ 'models.allowed': [' iOS: iPhone* '], 'operatingSystems.blocked': ['Android: 9*'] },
    });
    expect(await rules()).toEqual({
      users: { allowed: null, blocked: [] },
      mailClients: { allowed: ['Boxer*'], blocked: [] },
      easDeviceTypes: { allowed: null, blocked: ['X'] },
      ...{ managedDevice: true, compromised: true, encryption: true, activeSyncProfile: true },
      inactivityDays: 30,
      models: { allowed: ['iOS: iPhone*'], blocked: [] },
      operatingSystems: { allowed: null, blocked: ['Android: 9*'] },
      ens: noRules.ens,
    });
    put({ inactivityDays: 32_767 });
    expect((await rules())?.inactivityDays).toBe(32_767);
  });

  test('groups stand for their users, in any case', async () => {
    put({
      groups: ['Sales: alice@a.test, CORP\\bob', 'it:zoe@a.test'],
      'users.allowed': ['group:SALES', 'carol@a.test'],
      'users.blocked': ['Group: IT'],
    });
    expect((await rules())?.users).toEqual({
      allowed: ['alice@a.test', 'CORP\\bob', 'carol@a.test'],
      blocked: ['zoe@a.test'],
    });
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, string]>([
    ['inactivityDays', 0, 'a whole number from 1 to 32767 (days)'],
    ['inactivityDays', 32_768, 'a whole number from 1 to 32767 (days)'],
    ['inactivityDays', 1.5, 'a whole number from 1 to 32767 (days)'],
    ['inactivity', 'yes', 'true or false'],
    ['models.allowed', ['iPhone'], '[0] is not "platform: pattern"'],
    ['operatingSystems.blocked', ['iOS:'], '[0] is not "platform: pattern"'],
    ['operatingSystems.blocked', [': 17'], '[0] is not "platform: pattern"'],
    ['mailClients.blocked', [''], '[0] is ""'],
    ['mailClients.blocked', ['a\u0007'], 'is not allowed'],
    ['easDeviceTypes.allowed', 'iPhone', 'a list of texts'],
    ['groups', ['Sales'], '[0] is not "group: user, user"'],
    ['groups', ['Sales: a@a.test,'], '[0] is not "group: user, user"'],
    ['groups', ['Sales: group:it'], '[0] is not "group: user, user"'],
    ['groups', ['a: x@a.test', 'A: y@a.test'], 'names a group twice'],
    ['users.allowed', ['group:'], '[0] names no group'],
    [
      'users.blocked',
      ['group:nobody'],
      'names the group "nobody", which compliance.policies.groups does not describe',
    ],
  ])('%s: %j', async (key, value, message) => {
    put({ [key]: value });
    const loaded = await load();
    const problems = loaded.ok ? [] : loaded.problems;
    expect(problems).toMatchObject([
      { code: 'SCHEMA', key: `compliance.policies.${key}`, severity: 'error' },
    ]);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.line).toBeGreaterThan(1);
  });

  test('a policy that is no object, and one that is misspelt', async () => {
    put({ users: [] });
    expect(await load()).toMatchObject({ ok: false, problems: [{ code: 'SCHEMA' }] });
    put({ users: undefined, compromisd: true });
    expect(await load()).toMatchObject({
      ok: true,
      warnings: [{ code: 'KEY_UNKNOWN', key: 'compliance.policies.compromisd' }],
    });
  });
});
