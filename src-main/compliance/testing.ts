/** For the tests of this room only: devices, policies and requests. */
import type { Identity } from '../../src-shared/decision.ts';
import type { DeviceInput, Override } from '../../src-shared/devices.ts';
import { success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { buildDirectory } from './build.ts';
import { decide } from './decide.ts';
import { indexed, packing, packingList } from './devices.ts';
import type { Devices } from './devices.ts';
import type { Directory } from './directory.ts';
import { merging } from './known.ts';
import type { KnownDevice } from './known.ts';
import { knownAt, readRows } from './rows.ts';
import type { Rows } from './rows.ts';
import { finish } from './work.ts';

export const now = new Date('2026-03-10T12:00:00Z');
/** An instant `minutes` before (or, negative, after) `now`. */
export const ago = (minutes: number): string =>
  new Date(now.getTime() - minutes * 60_000).toISOString();
export const msAgo = (minutes: number): number => now.getTime() - minutes * 60_000;

/** Enrolled an hour ago, of Alice unless said otherwise. */
export function device(id: string, more: Partial<KnownDevice> = {}): KnownDevice {
  const { users = ['alice@contoso.test'], ...rest } = more;
  return {
    deviceId: id,
    users,
    managed: true,
    compromised: false,
    encrypted: true,
    enrollment: 'enrolled',
    enrollmentSince: msAgo(60),
    ...rest,
  };
}

/** As threads share them. */
export function devices(...known: readonly KnownDevice[]): Devices {
  return finish(indexed(finish(packing(known))));
}

export function knownIn(rows: Rows): readonly KnownDevice[] {
  const reader = readRows(rows);
  return Array.from({ length: rows.length }, (_, row) => knownAt(rows, reader, row));
}

/** What is known after a complete list. */
export function mergeFeed(
  known: readonly KnownDevice[],
  feed: readonly DeviceInput[],
  at: number,
  removedLimit?: number,
): Result<readonly KnownDevice[]> {
  const list = finish(packingList(feed));
  const merged = finish(merging(devices(...known), list, at, removedLimit));
  return merged.ok ? success(knownIn(merged.value), merged.warnings) : merged;
}

/** As a feed has it. */
export function input(id: string, more: Partial<DeviceInput> = {}): DeviceInput {
  const { enrollmentSince: _, ...rest } = device(id);
  return { ...rest, ...more };
}

export function override(
  action: 'allow' | 'block',
  id: string,
  more: Partial<Override> = {},
): Override {
  return {
    device: id,
    user: null,
    action,
    at: ago(5),
    until: null,
    note: null,
    by: 'admin',
    ...more,
  };
}

export function directory(
  records: readonly KnownDevice[],
  overrides: readonly Override[] = [],
): Directory {
  return buildDirectory({ records, overrides, loadedAt: msAgo(1), available: true });
}

export function policies(more: Partial<Policies> = {}): Policies {
  return {
    mode: 'enforce',
    unknownDevices: 'block',
    requireDevice: false,
    serviceAccounts: [],
    onlyEnsMayUseEws: false,
    domains: {},
    rules: noRules,
    ...more,
  };
}

const nobody: Identity = {
  protocol: 'ews',
  user: null,
  mailbox: null,
  claimedUser: null,
  deviceIds: [],
  fromEns: false,
  deviceType: null,
  userAgent: null,
};

export const alice = 'alice@contoso.test';
export const bob = 'bob@contoso.test';
/** States, owners and policies that many rows name. */
export const wiped = { enrollment: 'wiped' } as const;
export const bobs = { users: [bob] };
export const open = { unknownDevices: 'allow' } as const;

/** An EWS client that names no device. */
export function ews(user: string | null, more: Partial<Identity> = {}): Identity {
  return { ...nobody, user, ...more };
}

export function eas(user: string | null, id: string, more: Partial<Identity> = {}): Identity {
  return { ...nobody, protocol: 'eas', user, deviceIds: [id], deviceType: 'iPhone', ...more };
}

export function ens(
  user: string | null,
  ids: readonly string[],
  more: Partial<Identity> = {},
): Identity {
  return { ...nobody, user, deviceIds: ids, fromEns: true, ...more };
}

/** Verdict and reason in one text. */
export function outcome(identity: Identity, over: Directory, more: Partial<Policies> = {}): string {
  const { verdict, reason } = decide(identity, over, policies(more), now);
  return `${verdict} ${reason}`;
}
