/**
 * Step 6 of the order of decision: what device management reports of an enrolled device (facts: seg 3.2, "Managed
 * device"). What it does not report is not judged: an unknown compromised state does not block, and encryption
 * counts only for devices that reported it.
 */
import type { ComplianceRules } from '../../src-shared/settings/in-force.ts';
import type { DeviceRecord } from './directory.ts';
import { isUsed, listJudge, platformPattern } from './patterns.ts';
import { findingsOf, firstFailure } from './policy.ts';
import type { Finding, Policy } from './policy.ts';
import { directoryAge, shownInstant } from './request.ts';
import type { Request } from './request.ts';
import { allow } from './trace.ts';
import type { Facts, Ruling } from './trace.ts';

export interface PolicyQuestion {
  readonly request: Request;
  readonly record: DeviceRecord;
}

const DAY_MS = 86_400_000;

const compiled = new WeakMap<ComplianceRules, readonly Policy<PolicyQuestion>[]>();

export function judgeDevicePolicies(
  question: PolicyQuestion,
  facts: (data: () => Facts) => () => Facts,
): Ruling {
  const policies = policiesOf(question.request.policies.rules);
  const age = directoryAge(question.request);
  const told = (): Facts => ({
    enrolled: true,
    ...findingsOf(policies, question),
    reported: reportedOf(question.record),
  });
  return (
    firstFailure(policies, question, facts, age) ??
    allow('device policies', 'COMPLIANT', facts(told), age)
  );
}

function reportedOf(record: DeviceRecord): Facts {
  const { managed, compromised, encrypted, lastSeen } = record;
  return {
    ...{ managed, compromised, encrypted },
    lastSeen: lastSeen === null ? null : shownInstant(lastSeen),
  };
}

function policiesOf(rules: ComplianceRules): readonly Policy<PolicyQuestion>[] {
  const known = compiled.get(rules);
  if (known !== undefined) return known;
  const made = [
    ...(rules.compromised ? [compromised] : []),
    ...(rules.encryption ? [encryption] : []),
    ...(rules.inactivityDays === null ? [] : [inactivity(rules.inactivityDays)]),
    ...(isUsed(rules.models) ? [model(rules)] : []),
    ...(isUsed(rules.operatingSystems) ? [operatingSystem(rules)] : []),
    ...(rules.activeSyncProfile ? [activeSyncProfile] : []),
  ];
  compiled.set(rules, made);
  return made;
}

const compromised: Policy<PolicyQuestion> = {
  name: 'compromised',
  judge: ({ record }) => {
    if (record.compromised === null) return 'not known';
    if (!record.compromised) return 'met';
    return { reason: 'DEVICE_COMPROMISED', data: () => ({ compromised: true }) };
  },
};

const encryption: Policy<PolicyQuestion> = {
  name: 'encryption',
  judge: ({ record }) => {
    if (record.encrypted === null) return 'not known';
    if (record.encrypted) return 'met';
    return { reason: 'DEVICE_NOT_ENCRYPTED', data: () => ({ encrypted: false }) };
  },
};

/** A report from the future counts as one of now. */
function inactivity(inactivityDays: number): Policy<PolicyQuestion> {
  return {
    name: 'inactivity',
    judge: ({ record: { lastSeen }, request: { now, policies } }) => {
      if (lastSeen === null) return 'not known';
      const since = now.getTime() - (policies.clockAhead ?? 0) - lastSeen;
      if (since <= inactivityDays * DAY_MS) return 'met';
      return {
        reason: 'DEVICE_OUT_OF_CONTACT',
        data: () => ({
          inactivityDays,
          lastSeen: shownInstant(lastSeen),
          daysAgo: Math.floor(since / DAY_MS),
        }),
      };
    },
  };
}

function model({ models }: ComplianceRules): Policy<PolicyQuestion> {
  const judge = listJudge(models, platformPattern);
  return {
    name: 'model',
    judge: ({ record: { platform, model } }) => {
      if (platform === null || model === null) return 'not known';
      const list = judge({ platform, text: model });
      if (list === null) return 'met';
      return { reason: 'DEVICE_MODEL', data: () => ({ platform, model, list }) };
    },
  };
}

function operatingSystem({ operatingSystems }: ComplianceRules): Policy<PolicyQuestion> {
  const judge = listJudge(operatingSystems, platformPattern);
  return {
    name: 'operating system',
    judge: ({ record: { platform, osVersion } }) => {
      if (platform === null || osVersion === null) return 'not known';
      const list = judge({ platform, text: osVersion });
      if (list === null) return 'met';
      return { reason: 'DEVICE_OS', data: () => ({ platform, osVersion, list }) };
    },
  };
}

const activeSyncProfile: Policy<PolicyQuestion> = {
  name: 'ActiveSync profile',
  judge: ({ record }): Finding => {
    if (record.activeSyncProfile === null) return 'not known';
    if (record.activeSyncProfile) return 'met';
    return { reason: 'DEVICE_NO_PROFILE', data: () => ({ activeSyncProfile: false }) };
  },
};
