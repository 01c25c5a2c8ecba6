/** The directory as a person reads it: found, sorted, cut to a page, and decided row by row. */
import {
  MOST_JUDGED,
  type Knocked,
  type Standing,
  type DeviceList,
  type DeviceQuery,
  type DeviceRow,
  type DeviceSort,
  type OneDevice,
} from '../../src-shared/contract/devices.ts';
import type { Decision, Identity } from '../../src-shared/decision.ts';
import { enrollments } from '../../src-shared/devices.ts';
import { decide } from '../compliance/decide.ts';
import type { DeviceRecord } from '../compliance/directory.ts';
import { explain } from '../compliance/explain.ts';
import type { Work } from '../compliance/work.ts';
import { identityAsked, SOMEBODY } from './asked-identity.ts';
import type { View } from './questions.ts';

type Key = string | number;

interface Placed {
  readonly key: Key;
  readonly record: DeviceRecord;
}

type Query = Omit<DeviceQuery, 'limit'> & { readonly limit: number };

/** One pass over the directory, however large: what is kept never exceeds a few pages. */
export function* findingDevices(view: View, query: Query, now: Date): Work<DeviceList> {
  const fits = fitting(query);
  const page = pageOf(query);
  const platforms = new Map<string, number>();
  let found = 0;
  let judged = 0;
  let left = false;
  for (const record of view.directory.devices()) {
    yield;
    const { platform } = record;
    if (platform !== null) platforms.set(platform, (platforms.get(platform) ?? 0) + 1);
    if (!fits(record)) continue;
    if (query.verdict !== undefined) {
      if (judged === MOST_JUDGED) {
        left = true;
        continue;
      }
      judged += 1;
      const passes = decisionOf(view, record, now).verdict === 'allowed';
      if (passes !== (query.verdict === 'passes')) continue;
    }
    found += 1;
    page.offer(record);
  }
  const { rows, next } = page.end();
  const { loadedAt, size } = view.directory;
  const shown: DeviceRow[] = [];
  for (const record of rows) {
    yield;
    shown.push(rowOf(view, record, decisionOf(view, record, now), now));
  }
  return {
    ...{ rows: shown, next, found, of: size },
    judged: left ? judged : null,
    platforms: mostFrequent(platforms),
    loadedAt: loadedAt === null ? null : instant(loadedAt),
  };
}

export function oneDevice(view: View, id: string, now: Date): OneDevice | null {
  const record = view.directory.device(id);
  if (record === undefined) return null;
  const decision = decisionOf(view, record, now);
  const identity = identityOf(record);
  const named = identity.user === SOMEBODY ? { ...identity, user: null } : identity;
  return { row: rowOf(view, record, decision, now), explanation: explain(decision, named) };
}

/**
 * A device by itself: as the notification service asks about it, for its owner. An ActiveSync request would be judged
 * by its mail client, too, of which nothing is said here.
 */
function identityOf(record: DeviceRecord): Identity {
  return {
    ...{ protocol: 'ews', mailbox: null, claimedUser: null, fromEns: true },
    ...{ user: record.users[0] ?? SOMEBODY, deviceIds: [record.shownId] },
    ...{ deviceType: null, userAgent: null },
  };
}

function decisionOf({ settings, directory }: View, record: DeviceRecord, now: Date): Decision {
  return decide(identityOf(record), directory, settings.compliance.policies, now);
}

const MOST_OVERRIDES = 20;

function rowOf(
  { directory }: View,
  record: DeviceRecord,
  { verdict, reason }: Decision,
  now: Date,
): DeviceRow {
  const { shownId, ids, users, managed, compromised, encrypted, activeSyncProfile } = record;
  const { platform, model, osVersion, enrollment, feedOverride, lastSeen, wipedAt } = record;
  return {
    ...{ id: shownId, ids, users: [...users], managed, compromised, encrypted },
    ...{ activeSyncProfile, platform, model, osVersion, enrollment, feedOverride },
    lastSeen: lastSeen === null ? null : instant(lastSeen),
    enrollmentSince: instant(record.enrollmentSince),
    wipedAt: wipedAt === null ? null : instant(wipedAt),
    overrides: directory.overridesOf(record.id, now).slice(0, MOST_OVERRIDES),
    ...{ verdict, reason },
  };
}

/** How those stand now that the journal knows, each by its last request. */
export function* judgingKnocked(
  view: View,
  knocked: readonly Knocked[],
  now: Date,
): Work<Standing[]> {
  const { settings, directory } = view;
  const asked = identityAsked(settings.compliance.ens, directory);
  const standings: Standing[] = [];
  for (const { device, user, request, userAgent, deviceType } of knocked) {
    yield;
    const identity = asked({ device, user: user ?? undefined, request: request ?? undefined });
    const { verdict, reason } = decide(
      { ...identity, userAgent, deviceType },
      directory,
      settings.compliance.policies,
      now,
    );
    const record = directory.device(device) ?? null;
    standings.push({
      ...{ verdict, reason, enrollment: record?.enrollment ?? null },
      ...{ managed: record?.managed ?? null, platform: record?.platform ?? null },
      ...{ model: record?.model ?? null, osVersion: record?.osVersion ?? null },
    });
  }
  return standings;
}

/** Without a year beyond what a date can be: a feed may say anything. */
function instant(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

function fitting({ text, enrollment, platform }: Query): (record: DeviceRecord) => boolean {
  const words = (text ?? '').normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean);
  return (record) =>
    (enrollment === undefined || record.enrollment === enrollment) &&
    (platform === undefined || record.platform === platform) &&
    words.every((word) => isIn(record, word));
}

function isIn({ id, ids, users }: DeviceRecord, word: string): boolean {
  return (
    id.includes(word) ||
    users.some((user) => user.toLowerCase().includes(word)) ||
    [ids.udid, ids.serial, ids.uem].some((each) => each?.includes(word) === true)
  );
}

const keyBy: Readonly<Record<DeviceSort, (record: DeviceRecord) => Key>> = {
  device: ({ id }) => id,
  user: ({ users }) => (users[0] ?? '').toLowerCase(),
  platform: ({ platform }) => (platform ?? '').toLowerCase(),
  state: ({ enrollment }) => enrollments.indexOf(enrollment),
  /** Never reported is the longest ago. */
  lastSeen: ({ lastSeen }) => lastSeen ?? -1,
};

/** The first `limit` after the cursor, found while the rest goes by. */
function pageOf({ sort, limit, after }: Query) {
  const keyOf = keyBy[sort.by];
  const sign = sort.direction === 'ascending' ? 1 : -1;
  const order = (key: Key, id: string, otherKey: Key, otherId: string): number =>
    compared(key, otherKey) * sign || compared(id, otherId);
  const inOrder = (a: Placed, b: Placed): number => order(a.key, a.record.id, b.key, b.record.id);
  let kept: Placed[] = [];
  /** Beyond it nothing is kept. */
  let worst: Placed | null = null;
  const cut = (): void => {
    kept = kept.sort(inOrder).slice(0, limit + 1);
    worst = kept.length > limit ? (kept.at(-1) ?? null) : null;
  };
  return {
    offer: (record: DeviceRecord): void => {
      const placed = { key: keyOf(record), record };
      if (after !== undefined && order(placed.key, record.id, after.key, after.id) <= 0) return;
      if (worst !== null && inOrder(placed, worst) >= 0) return;
      kept.push(placed);
      if (kept.length > 4 * (limit + 1)) cut();
    },
    end: () => {
      cut();
      const shown = kept.slice(0, limit);
      const last = kept.length > limit ? shown.at(-1) : undefined;
      return {
        rows: shown.map(({ record }) => record),
        next: last === undefined ? null : { key: last.key, id: last.record.id },
      };
    },
  };
}

/** Code units: the same order in every process, whatever its language. */
function compared(one: Key, other: Key): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const MOST_PLATFORMS = 20;

function mostFrequent(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort(([a, one], [b, other]) => other - one || compared(a, b))
    .slice(0, MOST_PLATFORMS)
    .map(([name]) => name);
}
