/** The compliance policies of the file become those that are judged by: switches and groups are resolved. */
import { clip } from '../../src-shared/clip.ts';
import { problem, type Problem } from '../../src-shared/errors.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type {
  AllowedAndBlocked,
  ComplianceRules,
  EnsRules,
} from '../../src-shared/settings/in-force.ts';
import type { MemConfiguration } from '../../src-shared/settings/mem-schema.ts';
import { groupKey, groupOf, userGroupOf } from '../../src-shared/settings/policy-values.ts';
import type { MemReading } from './mem/read.ts';

type PolicySettings = MemConfiguration['compliance']['policies'];

/** @param ens those of the notification service, which stand elsewhere in the file */
export function rulesOf(policies: PolicySettings, ens: EnsRules = noRules.ens): ComplianceRules {
  const { managedDevice, compromised, encryption, activeSyncProfile } = policies;
  const groups = groupsOf(policies.groups);
  const users = (entries: readonly string[]): readonly string[] =>
    entries.flatMap((entry) => {
      const group = groupOf(entry);
      return group === null ? [entry] : (groups.get(groupKey(group)) ?? []);
    });
  const { allowed, blocked } = lists(policies.users);
  return {
    users: { allowed: allowed && users(allowed), blocked: users(blocked) },
    mailClients: lists(policies.mailClients),
    easDeviceTypes: lists(policies.easDeviceTypes),
    inactivityDays: policies.inactivity ? policies.inactivityDays : null,
    ...{ managedDevice, compromised, encryption, activeSyncProfile },
    models: lists(policies.models),
    operatingSystems: lists(policies.operatingSystems),
    ens,
  };
}

/** As the file has it, an empty list is no restriction. */
function lists({ allowed, blocked }: PolicySettings['users']): AllowedAndBlocked {
  return { allowed: allowed.length === 0 ? null : allowed, blocked };
}

function groupsOf(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = entries.map(userGroupOf).filter((group) => group !== null);
  return new Map(groups.map(({ name, users }) => [groupKey(name), users]));
}

/** A group that nobody described would allow nobody, or block nobody: in either case somebody meant something else. */
export function policyProblems(mem: MemReading, file: string): readonly Problem[] {
  const described = mem.valueOf('compliance.policies.groups');
  if (described === undefined) return [];
  const groups = groupsOf(described);
  const keys = ['compliance.policies.users.allowed', 'compliance.policies.users.blocked'] as const;
  return keys.flatMap((key) =>
    (mem.valueOf(key) ?? []).flatMap((entry) => {
      const group = groupOf(entry);
      if (group === null || groups.has(groupKey(group))) return [];
      const message = `${key} names the group "${clip(group, 64)}", which compliance.policies.groups does not describe.`;
      const remedy = `Add "${clip(group, 64)}: user, user" to compliance.policies.groups, or take the entry away.`;
      return [problem('SCHEMA', message, { file, line: mem.lineOf(key), key, remedy })];
    }),
  );
}
