/** What other policies would change: over the directory, and over who asked in the last seven days. */
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { isTooMany } from '../compliance/harm.ts';
import { measuringImpact } from '../compliance/impact.ts';
import type { SeenClient } from '../compliance/impact-clients.ts';
import type { Directory } from '../compliance/directory.ts';
import { calmly, type Work } from '../compliance/work.ts';
import { addressSet } from '../gateway/identify/addresses.ts';
import type { RecentClient } from '../journal/recent-clients.ts';
import type { Deciding } from './engine.ts';

const SEEN_MS = 7 * 24 * 3600 * 1000;
const MOST_CLIENTS = 20_000;

/** What to ask the journal. */
export function recentQuestion(folder: string, now: Date) {
  return { folder, since: new Date(now.getTime() - SEEN_MS), limit: MOST_CLIENTS } as const;
}

export interface ImpactOf {
  readonly directory: Directory;
  readonly before: Deciding;
  readonly after: Deciding;
  readonly recent: readonly RecentClient[];
  readonly now: Date;
}

/** Calm work: mail is relayed meanwhile. Null: it is not wanted any more. */
export async function impactReport(
  { directory, before, after, recent, now }: ImpactOf,
  wanted: () => boolean = () => true,
): Promise<Result<ImpactReport>> {
  // Nobody loses mail in test mode: what is asked then is who would.
  const asIfEnforced = before.policies.mode === 'test' && after.policies.mode === 'test';
  const policies = (of: Deciding): Policies =>
    asIfEnforced ? { ...of.policies, mode: 'enforce' } : of.policies;
  const clients = recent.map(seenBy(before, after));
  const unchanged = isSame(before.policies, after.policies);
  const found = await calmly(
    whileWanted(
      measuringImpact({
        ...{ directory, now, clients, before: policies(before) },
        after: unchanged ? policies(before) : policies(after),
      }),
      wanted,
    ),
  );
  if (found === null) return failure(outdated());
  const { devices, newlyBlocked } = found;
  const harm = { counted: devices, blocked: newlyBlocked, wiped: 0 };
  return success({
    ...found,
    of: found.of.map((each) => ({ ...each, users: [...each.users] })),
    blockedBy: { ...found.blockedBy },
    ...{ asIfEnforced, clients: clients.length },
    tooMany: !asIfEnforced && isTooMany(newlyBlocked, harm),
  });
}

function outdated() {
  return problem('IMPACT_OUTDATED', 'a newer question took the place of this one');
}

function* whileWanted<Value>(work: Work<Value>, wanted: () => boolean): Work<Value | null> {
  for (;;) {
    if (!wanted()) return null;
    const step = work.next();
    if (step.done) return step.value;
    yield;
  }
}

/** The journal does not say whether ENS named a device or it stands for its user; where it may, it was named. */
function seenBy(before: Deciding, after: Deciding): (client: RecentClient) => SeenClient {
  const [then, later] = [addressSet(before.ens.sources), addressSet(after.ens.sources)];
  return ({ protocol, user, mailbox, deviceId, deviceType, userAgent, client, signedIn }) => {
    const fromEns = protocol === 'ews' && then.has(client);
    const identity = {
      ...{ protocol, user, mailbox, claimedUser: null, fromEns, deviceType, userAgent },
      deviceIds: deviceId === null ? [] : [deviceId],
    };
    return { identity, signedIn, fromEnsAfter: protocol === 'ews' && later.has(client) };
  };
}

/** By what they say: the draft is read from the file anew. */
function isSame(left: Policies, right: Policies): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
