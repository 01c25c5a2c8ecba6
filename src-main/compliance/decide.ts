/**
 * The gate's answer to one request: a pure function, total over any input, asked by the gateway, by
 * `why`, by the simulator and by the tests alike.
 *
 * request-rules.ts   mode, peer, directory, identity, claimed user
 * subjects.ts        the user, and the mailbox the user acts for: both must pass
 * subject-verdict.ts the devices named, or the user's own, or nobody's
 * device-rules.ts    the order of decision for one device
 * ens-rules.ts       what a trusted notification service may do, and that it may always unsubscribe
 *
 * The first ruling that blocks ends it; its step is the last of the trace.
 */
import type { Decision, DeviceVerdict, Identity, Verdict } from '../../src-shared/decision.ts';
import type { ComplianceMode, Policies } from '../../src-shared/settings/in-force.ts';
import type { Directory } from './directory.ts';
import { unsubscribe } from './ens-rules.ts';
import { namedDevices } from './request.ts';
import type { Request } from './request.ts';
import { requestRules } from './request-rules.ts';
import { judgeSubject } from './subject-verdict.ts';
import { findSubjects } from './subjects.ts';
import type { Subject } from './subjects.ts';
import { block, firstRuling } from './trace.ts';
import type { Decided, Step } from './trace.ts';

export function decide(
  identity: Identity,
  directory: Directory,
  policies: Policies,
  now: Date,
): Decision {
  const request: Request = { identity, directory, policies, now };
  const asked = firstRuling(requestRules, request);
  if (asked.ruling !== null) return conclude(request, asked.ruling, asked.trace, []);

  const found = findSubjects(request);
  const trace = [...asked.trace, ...found.map((each) => each.ruling)];
  const refused = found.find((each) => each.ruling.decided)?.ruling;
  if (refused?.decided) return concludeSubject(request, refused, trace, []);
  return judgeAll(
    request,
    found.map((each) => each.subject).filter((each) => each !== null),
    trace,
  );
}

function judgeAll(
  request: Request,
  subjects: readonly Subject[],
  before: readonly Step[],
): Decision {
  const named = namedDevices(request);
  const shares = shareOut(request, subjects, named);
  const trace = [...before];
  const devices: DeviceVerdict[] = [];
  // Without a subject nothing passes; `findSubjects` always gives one.
  let ruling: Decided = block('identity', 'NO_IDENTITY');
  for (const subject of subjects) {
    const judgement = judgeSubject(request, subject, shares.get(subject) ?? [], named.length > 0);
    trace.push(...judgement.trace);
    devices.push(...judgement.devices);
    ruling = judgement.ruling;
    if (ruling.verdict === 'blocked') break;
  }
  return concludeSubject(request, ruling, trace, devices);
}

/**
 * Whose are the named devices? ENS that acts for a mailbox speaks of the mailbox's devices, except
 * of those which belong to the user it signed in as. Everybody else speaks of their own.
 */
function shareOut(
  request: Request,
  subjects: readonly Subject[],
  named: readonly string[],
): ReadonlyMap<Subject, readonly string[]> {
  const [user, mailbox] = subjects;
  if (user === undefined) return new Map();
  if (mailbox === undefined || !request.identity.fromEns) return new Map([[user, named]]);
  const usersOwn = new Set(named.filter((id) => isOwn(request, user, id)));
  return new Map([
    [user, [...usersOwn]],
    [mailbox, named.filter((id) => !usersOwn.has(id))],
  ]);
}

function isOwn(request: Request, user: Subject, id: string): boolean {
  return user.kind === 'person' && request.directory.device(id)?.person === user.person;
}

function concludeSubject(
  request: Request,
  ruling: Decided,
  trace: readonly Step[],
  judged: readonly DeviceVerdict[],
): Decision {
  const passes = ruling.verdict === 'blocked' ? unsubscribe(request, ruling) : null;
  if (passes === null) return conclude(request, ruling, trace, judged);
  return conclude(request, passes, [...trace, passes], devicesToShow(request, ruling, judged));
}

function conclude(
  request: Request,
  ruling: Decided,
  trace: readonly Step[],
  judged: readonly DeviceVerdict[],
): Decision {
  const verdict = verdictOf(ruling, request.policies.mode);
  return new Made(verdict, ruling, devicesToShow(request, ruling, judged), trace);
}

/** Tells its trace when asked: hardly any decision ever is. */
class Made implements Decision {
  readonly verdict: Verdict;
  readonly reason: Decision['reason'];
  readonly decidedBy: string;
  readonly devices: DeviceVerdict[];
  readonly #steps: readonly Step[];

  constructor(verdict: Verdict, ruling: Decided, devices: DeviceVerdict[], steps: readonly Step[]) {
    this.verdict = verdict;
    this.reason = ruling.reason;
    this.decidedBy = ruling.name;
    this.devices = devices;
    this.#steps = steps;
  }

  get trace(): Decision['trace'] {
    return this.#steps.map((step) => step.tell());
  }
}

/** Every named device gets a verdict, also when the decision fell before it was looked at. */
function devicesToShow(
  request: Request,
  ruling: Decided,
  judged: readonly DeviceVerdict[],
): DeviceVerdict[] {
  const named = namedDevices(request);
  if (named.length === 0) return [...judged];
  const byId = new Map(judged.map((each) => [each.id, each]));
  return named.map((id) => byId.get(id) ?? { id, verdict: ruling.verdict, reason: ruling.reason });
}

function verdictOf(ruling: Decided, mode: ComplianceMode): Verdict {
  if (ruling.verdict === 'allowed') return 'allowed';
  return mode === 'test' ? 'would-block' : 'blocked';
}
