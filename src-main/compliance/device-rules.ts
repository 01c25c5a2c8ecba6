/**
 * THE order of decision for one device (facts: seg 3.1): the first rule that
 * decides, wins. To add a policy, add a rule to the list.
 */
import { clip } from '../../src-shared/clip.ts';
import type { Override } from '../../src-shared/devices.ts';
import type { DeviceMatch, DeviceRecord } from './directory.ts';
import { judgeDevicePolicies } from './device-policies.ts';
import { lossOf, outlivesWipe, pardonOf } from './enrollment.ts';
import { judgeGeneralPolicies } from './general-policies.ts';
import { madeAfter, overrideAge, overrideFacts } from './overrides-that-count.ts';
import { directoryAge, shownInstant } from './request.ts';
import type { Request } from './request.ts';
import type { Subject } from './subjects.ts';
import { allow, block, next } from './trace.ts';
import type { Facts, Ruling } from './trace.ts';

export interface DeviceQuestion {
  readonly request: Request;
  readonly subject: Subject;
  /** As the request, or else the feed, writes it. */
  readonly id: string;
  readonly match: DeviceMatch;
  /** Those that concern the subject, newest first. */
  readonly overrides: readonly Override[];
}
type DeviceRule = (question: DeviceQuestion) => Ruling;

export const deviceRules: readonly DeviceRule[] = [
  deviceId,
  blockOverride, // (1)
  enrollment, // (2)
  owner,
  allowOverride, // (3)
  generalPolicies, // (4)
  unknownDevice, // (5)
  devicePolicies, // (6)
];

/** A service account is excepted from the check of its user and may use anybody's device, but not a barred one. */
export const serviceDeviceRules: readonly DeviceRule[] = [
  deviceId,
  blockOverride,
  enrollment,
  serviceAccount,
];

/** Which device is meant must be beyond doubt, whatever the default for unknown ones says. */
function deviceId(question: DeviceQuestion): Ruling {
  switch (question.match.kind) {
    case 'device':
    case 'unknown':
      return next(
        'device',
        'pass',
        facts(question, { known: question.match.kind === 'device' }),
        age(question),
      );
    case 'ambiguous':
    case 'unreadable':
      return block(
        'device',
        'UNKNOWN_DEVICE',
        facts(question, { problem: question.match.kind }),
        age(question),
      );
  }
}

function blockOverride(question: DeviceQuestion): Ruling {
  const made = question.overrides.find((override) => override.action === 'block');
  if (made !== undefined) return byOverride('block', question, made);
  return recordOf(question)?.feedOverride === 'block'
    ? block('block override', 'OVERRIDE_BLOCK', facts(question, { from: 'feed' }), age(question))
    : next('block override', 'skip', facts(question));
}

function enrollment(question: DeviceQuestion): Ruling {
  const record = recordOf(question);
  if (record === undefined) return neverSeen(question);
  const state = (): Facts => ({
    enrollment: record.enrollment,
    since: shownInstant(record.enrollmentSince),
  });
  const loss = lossOf(record.enrollment);
  if (loss === null) return next('enrollment', 'pass', facts(question, state), age(question));
  const pardon = pardonOf(record, question.overrides, question.request.now);
  return pardon === undefined
    ? block('enrollment', loss, facts(question, state), age(question))
    : next(
        'enrollment',
        'pass',
        facts(question, () => ({ ...state(), ...overrideFacts(pardon) })),
        age(question),
      );
}

/**
 * Nobody knows the id. While the memory is lost it may be that of a removed device, under its own name or
 * a made-up one; then only an allow counts that was made since, whatever the default says.
 */
function neverSeen(question: DeviceQuestion): Ruling {
  const { directory, now } = question.request;
  const lostAt = directory.memoryLostAt;
  if (lostAt === null) return next('enrollment', 'unknown', facts(question), age(question));
  const state = { memoryLost: shownInstant(lostAt) };
  const made = question.overrides.find((override) => madeAfter(override, lostAt, now));
  return made === undefined
    ? block('enrollment', 'UNKNOWN_DEVICE', facts(question, state), age(question))
    : next(
        'enrollment',
        'unknown',
        facts(question, { ...state, ...overrideFacts(made) }),
        age(question),
      );
}

/** Before the allow override, so that an allow for everybody does not help a stranger with a colleague's device. */
function owner(question: DeviceQuestion): Ruling {
  const record = recordOf(question);
  if (record === undefined) return next('owner', 'skip', facts(question));
  const data = (): Facts => ({ owner: clip(record.person) });
  if (record.person === question.subject.person)
    return next('owner', 'pass', facts(question, data), age(question));
  const lent = question.overrides.find(
    (override) =>
      override.action === 'allow' &&
      override.user !== null &&
      outlivesWipe(override, record, question.request.now),
  );
  return lent === undefined
    ? block('owner', 'DEVICE_NOT_OF_USER', facts(question, data), age(question))
    : next(
        'owner',
        'pass',
        facts(question, () => ({ ...data(), ...overrideFacts(lent) })),
        age(question),
      );
}

function allowOverride(question: DeviceQuestion): Ruling {
  const allows = question.overrides.filter((override) => override.action === 'allow');
  const made = allows.find((override) => reaches(override, question));
  if (made !== undefined) return byOverride('allow', question, made);
  if (recordOf(question)?.feedOverride === 'allow') {
    return allow(
      'allow override',
      'OVERRIDE_ALLOW',
      facts(question, { from: 'feed' }),
      age(question),
    );
  }
  return next(
    'allow override',
    'skip',
    facts(question, () => (allows.length > 0 ? { tooEarlyFor: tooEarlyFor(question) } : {})),
  );
}

/**
 * An id that nobody knows may be a barred device of the same user under a made-up name. An allow for
 * whoever uses it reaches that user only when it was made with the bar in view.
 */
function reaches(override: Override, { match, subject, request }: DeviceQuestion): boolean {
  if (match.kind === 'device') return outlivesWipe(override, match.record, request.now);
  if (override.user !== null) return true;
  const bar = subject.bar();
  return bar === null || madeAfter(override, bar.since, request.now);
}

/** User, mail client, EAS device type, managed device (facts: seg 3.2). */
function generalPolicies(question: DeviceQuestion): Ruling {
  const { request, subject } = question;
  const record = recordOf(question) ?? null;
  return judgeGeneralPolicies({ request, subject, record }, (data) => facts(question, data));
}

/** With `unknownDevices=allow`, a wiped device that names a made-up one would else walk in. */
function unknownDevice(question: DeviceQuestion): Ruling {
  if (recordOf(question) !== undefined) return next('unknown device', 'skip', facts(question));
  const { unknownDevices, rules } = question.request.policies;
  if (unknownDevices === 'block') {
    return block(
      'unknown device',
      'UNKNOWN_DEVICE',
      facts(question, { unknownDevices }),
      age(question),
    );
  }
  if (rules.managedDevice) {
    return block(
      'managed device',
      'DEVICE_NOT_MANAGED',
      facts(question, { unknownDevices }),
      age(question),
    );
  }
  const barred = question.subject.bar() !== null;
  return barred
    ? block(
        'unknown device',
        'UNKNOWN_DEVICE',
        facts(question, () => ({ unknownDevices, mayBe: barFacts(question) })),
        age(question),
      )
    : allow('unknown device', 'UNKNOWN_DEVICE', facts(question, { unknownDevices }), age(question));
}

/** All of them must hold; without any, that a device is enrolled is all it takes. */
function devicePolicies(question: DeviceQuestion): Ruling {
  const record = recordOf(question);
  // Who is unknown was decided on one rule before.
  if (record === undefined) return block('device policies', 'UNKNOWN_DEVICE', facts(question));
  return judgeDevicePolicies({ request: question.request, record }, (data) =>
    facts(question, data),
  );
}

function serviceAccount(question: DeviceQuestion): Ruling {
  return allow('service account', 'COMPLIANT', facts(question, { serviceAccount: true }));
}

function byOverride(action: Override['action'], question: DeviceQuestion, made: Override): Ruling {
  const data = facts(question, { from: 'administrator', ...overrideFacts(made) });
  const madeAgo = overrideAge(made, question.request.now);
  return action === 'block'
    ? block('block override', 'OVERRIDE_BLOCK', data, madeAgo)
    : allow('allow override', 'OVERRIDE_ALLOW', data, madeAgo);
}

function recordOf({ match }: DeviceQuestion): DeviceRecord | undefined {
  return match.kind === 'device' ? match.record : undefined;
}

/** What an allow would have had to be made after. */
function tooEarlyFor(question: DeviceQuestion): Facts | null {
  const record = recordOf(question);
  if (record === undefined || record.wipedAt === null) return barFacts(question);
  const since = shownInstant(record.wipedAt);
  return { device: record.shownId, reason: 'DEVICE_WIPED', since };
}

function barFacts({ subject }: DeviceQuestion): Facts | null {
  const bar = subject.bar();
  return bar && { device: bar.record.shownId, reason: bar.reason, since: shownInstant(bar.since) };
}

function facts({ id, subject }: DeviceQuestion, data: Facts | (() => Facts) = {}): () => Facts {
  const more = (): Facts => (typeof data === 'function' ? data() : data);
  return () => ({ device: clip(id), for: subject.role, ...more() });
}

function age({ request }: DeviceQuestion): number | null {
  return directoryAge(request);
}
