/**
 * Whom a newer directory would newly block under the policies in force, by `decide` itself (ADR 28): also who would
 * become compromised or unencrypted, and nobody whom an allow carries.
 */
import type { HeldDevice } from '../../src-shared/contract/held.ts';
import type { Identity, Reason } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { DeviceRecord, Directory } from './directory.ts';
import { lossOf } from './enrollment.ts';
import type { Work } from './work.ts';

export interface Lost extends HeldDevice {
  /** As `DeviceRecord`. */
  readonly id: string;
}

export interface Losses {
  /** Ids of the devices that pass by what device management says of them: of these many are lost. */
  readonly passing: readonly string[];
  readonly lost: readonly Lost[];
}

export function* findingLosses(
  before: Directory,
  after: Directory,
  inForce: Policies,
  now: Date,
): Work<Losses> {
  const policies = judgingDevices(inForce);
  const reasonOf = (record: DeviceRecord, directory: Directory): Outcome => {
    if (record.users.length === 0) return byItself(record);
    const { verdict, reason } = decide(requestOfOwner(record), directory, policies, now);
    return { passes: verdict === 'allowed', reason };
  };
  const passing: string[] = [];
  const lost: Lost[] = [];
  for (const record of before.devices()) {
    yield;
    if (record.enrollment !== 'enrolled' || record.feedOverride === 'block') continue;
    passing.push(record.id);
    const newer = after.device(record.id);
    if (newer !== undefined && saysTheSame(record, newer)) continue;
    const was = reasonOf(record, before);
    const is = newer === undefined ? unknown : reasonOf(newer, after);
    if (!was.passes || is.passes) continue;
    lost.push({
      ...{ id: record.id, deviceId: record.shownId, users: [...record.users] },
      ...{ reasonBefore: was.reason, reasonAfter: is.reason },
    });
  }
  return { passing, lost };
}

interface Outcome {
  readonly passes: boolean;
  readonly reason: Reason;
}

const unknown: Outcome = { passes: false, reason: 'UNKNOWN_DEVICE' };

/** Nobody's device: its mail is asked for by somebody whom the list does not tell. */
function byItself({ enrollment, feedOverride }: DeviceRecord): Outcome {
  const reason = lossOf(enrollment) ?? (feedOverride === 'block' ? 'OVERRIDE_BLOCK' : null);
  return { passes: reason === null, reason: reason ?? 'COMPLIANT' };
}

/** In test mode, too, a list that ended early is an accident. What a client says of itself no list changes. */
function judgingDevices(policies: Policies): Policies {
  const { mailClients, easDeviceTypes } = noRules;
  return {
    ...policies,
    ...{ mode: 'enforce', rules: { ...policies.rules, mailClients, easDeviceTypes } },
  };
}

function requestOfOwner({ shownId, users }: DeviceRecord): Identity {
  return {
    ...{ protocol: 'eas', user: users[0] ?? null, mailbox: null, claimedUser: null },
    ...{ deviceIds: [shownId], fromEns: false, deviceType: null, userAgent: null },
  };
}

const judged: readonly (keyof DeviceRecord)[] = [
  ...(['enrollment', 'feedOverride', 'managed', 'compromised', 'encrypted', 'lastSeen'] as const),
  ...(['platform', 'model', 'osVersion', 'activeSyncProfile', 'person'] as const),
];

function saysTheSame(one: DeviceRecord, other: DeviceRecord): boolean {
  return judged.every((key) => one[key] === other[key]);
}
