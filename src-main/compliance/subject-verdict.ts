/** Whether one user passes: by the devices named, by one of their own, or as somebody unknown. */
import { clip } from '../../src-shared/clip.ts';
import type { DeviceVerdict } from '../../src-shared/decision.ts';
import { deviceRules, serviceDeviceRules } from './device-rules.ts';
import type { DeviceMatch } from './directory.ts';
import { judgeGeneralPolicies } from './general-policies.ts';
import { overridesFor } from './overrides-that-count.ts';
import { directoryAge, shownInstant } from './request.ts';
import type { Request } from './request.ts';
import type { Subject } from './subjects.ts';
import { allow, block, firstRuling } from './trace.ts';
import type { Decided, Facts, Step } from './trace.ts';

export interface Judgement {
  readonly ruling: Decided;
  readonly trace: readonly Step[];
  readonly devices: readonly DeviceVerdict[];
}

/** Devices whose steps a trace shows one by one; ENS may name thousands, and nobody reads more. */
const TRACED_DEVICES = 32;

/**
 * @param named ids that the request names for this subject
 * @param anyNamed whether the request names devices at all, be it another subject's
 */
export function judgeSubject(
  request: Request,
  subject: Subject,
  named: readonly string[],
  anyNamed: boolean,
): Judgement {
  if (named.length > 0) {
    const judged = named.map((id) =>
      judgeDevice(request, subject, id, request.directory.findDevice(id)),
    );
    // ActiveSync comes from exactly one device; should more be named, one good one must not carry the rest.
    return together(judged, request.identity.protocol === 'eas' ? 'all' : 'any', subject);
  }
  if (subject.kind === 'service')
    return alone(allow('service account', 'COMPLIANT', () => ({ name: subject.shownName })));
  if (request.policies.requireDevice && !anyNamed) {
    return alone(
      block('required device', 'UNKNOWN_DEVICE', () => ({
        requireDevice: true,
        for: subject.role,
      })),
    );
  }
  const own = subject.person === null ? [] : request.directory.devicesOf(subject.person);
  if (own.length === 0) return withoutDevices(request, subject);
  const judged = own.map((record) =>
    judgeDevice(request, subject, record.shownId, { kind: 'device', record }),
  );
  return together(judged, 'any', subject);
}

function judgeDevice(
  request: Request,
  subject: Subject,
  id: string,
  match: DeviceMatch,
): Judgement {
  const known = match.kind === 'device' ? match.record.id : id;
  const question = {
    request,
    subject,
    id,
    match,
    overrides: overridesFor(known, subject, request),
  };
  const rules = subject.kind === 'service' ? serviceDeviceRules : deviceRules;
  const { ruling, trace } = firstRuling(rules, question);
  // The last rule of either list always decides; were one removed, the gate stays shut.
  const decided = ruling ?? block('device policies', 'UNKNOWN_DEVICE');
  return {
    ruling: decided,
    trace,
    devices: [{ id, verdict: decided.verdict, reason: decided.reason }],
  };
}

/** One device speaks for itself. Of several, `any` or `all` must pass; the last step sums them up. */
function together(judged: readonly Judgement[], rule: 'any' | 'all', subject: Subject): Judgement {
  const [first, ...others] = judged;
  if (first === undefined || others.length === 0)
    return first ?? alone(block('devices', 'UNKNOWN_DEVICE'));
  const passing = judged.filter((each) => each.ruling.verdict === 'allowed');
  const data = {
    for: subject.role,
    rule,
    devices: judged.length,
    passed: passing.length,
    traced: TRACED_DEVICES,
  };
  const decisive =
    rule === 'any' ? passing[0] : judged.find((each) => each.ruling.verdict === 'blocked');
  const by = (): Facts => ({
    ...data,
    decisive: decisive === undefined ? null : clip(decisive.devices[0]?.id ?? ''),
  });
  const passes = rule === 'any' ? passing.length > 0 : passing.length === judged.length;
  const ruling = passes
    ? allow('devices', decisive?.ruling.reason ?? first.ruling.reason, by)
    : block('devices', decisive?.ruling.reason ?? 'ALL_DEVICES_BLOCKED', by);
  const steps = judged.slice(0, TRACED_DEVICES).flatMap((each) => each.trace);
  return {
    ruling,
    trace: [...steps, ruling],
    devices: judged.flatMap((each) => each.devices),
  };
}

function withoutDevices(request: Request, subject: Subject): Judgement {
  const facts = (data: () => Facts) => (): Facts => ({ for: subject.role, ...data() });
  const general = judgeGeneralPolicies({ request, subject, record: null }, facts);
  if (general.decided) return alone(general);
  const ruling = unknownUser(request, subject);
  return { ...alone(ruling), trace: [general, ruling] };
}

/**
 * A user without devices. Allowed by default, the reason still is UNKNOWN_USER: it says why nothing
 * was checked. A name that Exchange may take for a user with a barred device does not profit, and
 * nobody does while it is not known who has one.
 */
function unknownUser(request: Request, subject: Subject): Decided {
  const { unknownDevices, rules } = request.policies;
  const data = (): Facts => ({ name: subject.shownName, for: subject.role, unknownDevices });
  const age = directoryAge(request);
  if (unknownDevices === 'block') return block('unknown user', 'UNKNOWN_USER', data, age);
  const lostAt = request.directory.memoryLostAt;
  if (lostAt !== null) {
    const memoryLost = shownInstant(lostAt);
    return block('unknown user', 'UNKNOWN_USER', () => ({ ...data(), memoryLost }), age);
  }
  if (rules.managedDevice) return block('managed device', 'DEVICE_NOT_MANAGED', data, age);
  const bar = subject.bar();
  if (bar === null) return allow('unknown user', 'UNKNOWN_USER', data, age);
  const mayBe = {
    person: clip(bar.record.person),
    reason: bar.reason,
    since: shownInstant(bar.since),
  };
  return block('unknown user', 'USER_AMBIGUOUS', () => ({ ...data(), mayBe }), age);
}

function alone(ruling: Decided): Judgement {
  return { ruling, trace: [ruling], devices: [] };
}
