/**
 * What other policies would change for whom. Every answer comes from `decide` itself, so it cannot disagree with the
 * gate. Asked by the Policies page before saving, and by the gateway before changed policies come into force (ADR 28).
 */
import type { Decision, Identity, Reason } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { DeviceRecord, Directory } from './directory.ts';
import { sortClients } from './impact-clients.ts';
import type { SeenClient } from './impact-clients.ts';
import type { Work } from './work.ts';

export interface ImpactQuestion {
  readonly directory: Directory;
  readonly before: Policies;
  readonly after: Policies;
  readonly now: Date;
  /** Who asked lately, the newest request of each. */
  readonly clients?: readonly SeenClient[];
  /** Which devices of the directory are looked at; all unless told. */
  readonly among?: (record: DeviceRecord) => boolean;
}

/** Of one device, or of a client that names none. */
export interface Change {
  readonly change: 'blocked' | 'allowed';
  /** As device management or the client writes it; null: the client names none. */
  readonly deviceId: string | null;
  readonly users: readonly string[];
  readonly reasonBefore: Reason;
  readonly reasonAfter: Reason;
}

export interface Impact {
  /** That were looked at; of those that left device management only the ones for which something changes. */
  readonly devices: number;
  readonly newlyBlocked: number;
  readonly newlyAllowed: number;
  /** Under the policies after; in test mode those that would be. */
  readonly blocked: number;
  /** Who loses mail first; at most `MOST_CHANGES` of each kind. */
  readonly of: readonly Change[];
  /** By step of the decision: devices that it stops under the policies after; one may be stopped by several. */
  readonly blockedBy: Readonly<Record<string, number>>;
}

export const MOST_CHANGES = 500;

interface Outcome {
  readonly before: Decision;
  readonly after: Decision;
}

/** Of whom the outcomes are. */
interface Who extends Pick<Change, 'deviceId' | 'users'> {
  /** Counts also when nothing changes for it. */
  readonly counts: boolean;
  /** Who never signed in at Exchange has no mail to lose. */
  readonly hasMail: boolean;
}

export function* measuringImpact(question: ImpactQuestion): Work<Impact> {
  const { directory, among = () => true, clients = [] } = question;
  const judge = judgeOf(question);
  const tally = newTally();
  const seen = yield* sortClients(clients, directory);
  for (const record of directory.devices()) {
    yield;
    if (!among(record)) continue;
    const asked = seen.byDevice.get(record.id) ?? [];
    const own = asked.filter(({ identity }) => isOwner(identity, record, question));
    const others = asked.filter((each) => each.signedIn && !own.includes(each));
    const judged = [...own, ...others].map((each) => judge(each));
    if (own.length === 0) judged.push(judge({ identity: requestOfOwner(record) }, 'never seen'));
    const counts = record.enrollment === 'enrolled';
    tally.add(judged, { deviceId: record.shownId, users: record.users, counts, hasMail: true });
  }
  for (const client of seen.strangers) {
    yield;
    tally.add([judge(client)], whoIs(client));
  }
  for (const client of seen.withoutDevice) {
    yield;
    const judged = judge(client);
    // The devices that stand for a user are counted one by one.
    if ((isLost(judged) ? judged.after : judged.before).devices.length > 0) continue;
    tally.add([judged], whoIs(client));
  }
  return tally.total();
}

function whoIs({ identity, signedIn }: SeenClient): Who {
  const users = identity.user === null ? [] : [identity.user];
  return { deviceId: identity.deviceIds[0] ?? null, users, counts: signedIn, hasMail: signedIn };
}

function requestOfOwner({ shownId, users }: DeviceRecord): Identity {
  return {
    ...{ protocol: 'eas', user: users[0] ?? null, mailbox: null, claimedUser: null },
    ...{ deviceIds: [shownId], fromEns: false, deviceType: null, userAgent: null },
  };
}

function isOwner(
  { user }: Identity,
  record: DeviceRecord,
  { directory, after }: ImpactQuestion,
): boolean {
  const match = user === null ? null : directory.resolveUser(user, after.domains);
  return match?.kind === 'person' && match.person === record.person;
}

/** Of a device that was never seen nobody knows what its client says of itself: that is not judged. */
function judgeOf({ directory, before, after, now }: ImpactQuestion) {
  const full = { before, after };
  const blind = { before: withoutClientPolicies(before), after: withoutClientPolicies(after) };
  return (
    { identity, fromEnsAfter = identity.fromEns }: Omit<SeenClient, 'signedIn'>,
    client: 'seen' | 'never seen' = 'seen',
  ): Outcome => {
    const by = client === 'seen' ? full : blind;
    const then = decide({ ...identity, fromEns: fromEnsAfter }, directory, by.after, now);
    const same = before === after && fromEnsAfter === identity.fromEns;
    return { before: same ? then : decide(identity, directory, by.before, now), after: then };
  };
}

function withoutClientPolicies(policies: Policies): Policies {
  const { mailClients, easDeviceTypes } = noRules;
  return { ...policies, rules: { ...policies.rules, mailClients, easDeviceTypes } };
}

function newTally() {
  const blocked: Change[] = [];
  const allowed: Change[] = [];
  const blockedBy = new Map<string, number>();
  let [devices, newlyBlocked, newlyAllowed, notAllowed] = [0, 0, 0, 0];
  return {
    add: (judged: readonly Outcome[], who: Who): void => {
      const lost = who.hasMail ? judged.find(isLost) : undefined;
      const changed = lost ?? judged.find(isGained);
      if (!who.counts && changed === undefined) return;
      devices += 1;
      if (judged.some(({ after }) => after.verdict !== 'allowed')) notAllowed += 1;
      for (const step of stepsThatBlock(judged))
        blockedBy.set(step, (blockedBy.get(step) ?? 0) + 1);
      if (changed === undefined) return;
      if (lost === undefined) newlyAllowed += 1;
      else newlyBlocked += 1;
      const [list, change] =
        lost === undefined ? ([allowed, 'allowed'] as const) : ([blocked, 'blocked'] as const);
      if (list.length < MOST_CHANGES) list.push(changeOf(change, changed, who));
    },
    total: (): Impact => ({
      ...{ devices, newlyBlocked, newlyAllowed, blocked: notAllowed },
      of: [...blocked, ...allowed],
      blockedBy: Object.fromEntries(blockedBy),
    }),
  };
}

function changeOf(
  change: Change['change'],
  { before, after }: Outcome,
  { deviceId, users }: Who,
): Change {
  return { change, deviceId, users, reasonBefore: before.reason, reasonAfter: after.reason };
}

function isLost({ before, after }: Outcome): boolean {
  return before.verdict !== 'blocked' && after.verdict === 'blocked';
}

function isGained({ before, after }: Outcome): boolean {
  return before.verdict === 'blocked' && after.verdict !== 'blocked';
}

/** The step that decided, and the other policies that would have. */
function stepsThatBlock(judged: readonly Outcome[]): ReadonlySet<string> {
  const steps = new Set<string>();
  for (const { after } of judged) {
    if (after.verdict === 'allowed') continue;
    steps.add(after.decidedBy);
    const also = after.trace.at(-1)?.data['alsoFails'];
    if (Array.isArray(also)) for (const name of also) steps.add(String(name));
  }
  return steps;
}
