/** Step 4 of the order of decision: the policies that need no enrolled device (facts: seg 3.2, "General"). */
import { clip } from '../../src-shared/clip.ts';
import type { ComplianceRules } from '../../src-shared/settings/in-force.ts';
import type { DeviceRecord } from './directory.ts';
import { isUsed, listJudge, patternOf } from './patterns.ts';
import { findingsOf, firstFailure } from './policy.ts';
import type { Policy } from './policy.ts';
import { directoryAge } from './request.ts';
import type { Request } from './request.ts';
import type { Subject } from './subjects.ts';
import { next } from './trace.ts';
import type { Facts, Ruling } from './trace.ts';
import { userJudge } from './user-policy.ts';

export interface GeneralQuestion {
  readonly request: Request;
  readonly subject: Subject;
  /** Null: a device that nobody knows, or none at all. */
  readonly record: DeviceRecord | null;
}

const compiled = new WeakMap<ComplianceRules, readonly Policy<GeneralQuestion>[]>();

export function judgeGeneralPolicies(
  question: GeneralQuestion,
  facts: (data: () => Facts) => () => Facts,
): Ruling {
  const policies = policiesOf(question.request.policies.rules);
  if (policies.length === 0)
    return next(
      'general policies',
      'skip',
      facts(() => ({ policies: 0 })),
    );
  const age = directoryAge(question.request);
  return (
    firstFailure(policies, question, facts, age) ??
    next(
      'general policies',
      'pass',
      facts(() => findingsOf(policies, question)),
      age,
    )
  );
}

function policiesOf(rules: ComplianceRules): readonly Policy<GeneralQuestion>[] {
  const known = compiled.get(rules);
  if (known !== undefined) return known;
  const made = [
    ...(isUsed(rules.users) ? [user(rules)] : []),
    ...(isUsed(rules.mailClients) ? [mailClient(rules)] : []),
    ...(isUsed(rules.easDeviceTypes) ? [deviceType(rules)] : []),
    ...(rules.managedDevice ? [managedDevice] : []),
  ];
  compiled.set(rules, made);
  return made;
}

function user({ users }: ComplianceRules): Policy<GeneralQuestion> {
  const judge = userJudge(users);
  return {
    name: 'user policy',
    judge: ({ subject, request: { directory, policies } }) => {
      const list = judge(subject, directory, policies.domains);
      if (list === null) return 'met';
      return { reason: 'USER_NOT_ALLOWED', data: () => ({ name: subject.shownName, list }) };
    },
  };
}

/** EWS comes from the notification service, whose User-Agent says nothing of the device's mail client. */
function mailClient({ mailClients }: ComplianceRules): Policy<GeneralQuestion> {
  const judge = listJudge(mailClients, patternOf);
  return {
    name: 'mail client',
    judge: ({ request: { identity } }) => {
      if (identity.protocol !== 'eas') return 'not known';
      // Who does not say which client it is, is none of the allowed.
      const list = judge(identity.userAgent ?? '');
      if (list === null) return 'met';
      const mailClient = identity.userAgent === null ? null : clip(identity.userAgent);
      return { reason: 'MAIL_CLIENT', data: () => ({ mailClient, list }) };
    },
  };
}

/** Only ActiveSync says a type, and its OPTIONS names no device at all (facts: ews 4). */
function deviceType({ easDeviceTypes }: ComplianceRules): Policy<GeneralQuestion> {
  const judge = listJudge(easDeviceTypes, patternOf);
  return {
    name: 'device type',
    judge: ({ request: { identity } }) => {
      if (identity.protocol !== 'eas' || identity.deviceIds.length === 0) return 'not known';
      const list = judge(identity.deviceType ?? '');
      if (list === null) return 'met';
      const deviceType = identity.deviceType === null ? null : clip(identity.deviceType);
      return { reason: 'DEVICE_TYPE', data: () => ({ deviceType, list }) };
    },
  };
}

/** A device that nobody knows is judged by its default first: see `unknownDevice`. */
const managedDevice: Policy<GeneralQuestion> = {
  name: 'managed device',
  judge: ({ record }) => {
    if (record === null) return 'not known';
    if (record.managed) return 'met';
    return { reason: 'DEVICE_NOT_MANAGED', data: () => ({ managed: false }) };
  },
};
