/** The device directory as `decide` sees it: immutable, asked on every request. */
import type { Enrollment, Override } from '../../src-shared/devices.ts';

/** A device as the directory knows it. Ids and names are normalised (`normalise.ts`). */
export interface DeviceRecord {
  /** The ActiveSync id, normalised. */
  readonly id: string;
  /** The ActiveSync id as the feed writes it, for people. */
  readonly shownId: string;
  readonly ids: { readonly udid?: string; readonly serial?: string; readonly uem?: string };
  /** Aliases of the owner as the feed gave them. */
  readonly users: readonly string[];
  /** The owner: aliases that occur together on any record are one person. */
  readonly person: string;
  readonly managed: boolean;
  readonly compromised: boolean | null;
  readonly encrypted: boolean | null;
  /** Epoch milliseconds, null when never reported. */
  readonly lastSeen: number | null;
  readonly platform: string | null;
  readonly model: string | null;
  readonly osVersion: string | null;
  /** Whether an ActiveSync profile manages its mail, null when not reported. */
  readonly activeSyncProfile: boolean | null;
  readonly enrollment: Enrollment;
  /** When this gateway first saw `enrollment` as it is now, epoch milliseconds. */
  readonly enrollmentSince: number;
  /** The latest wipe that this gateway saw, epoch milliseconds: it ended every allow made before. */
  readonly wipedAt: number | null;
  readonly feedOverride: 'allow' | 'block' | null;
}

export type DeviceMatch =
  | { readonly kind: 'device'; readonly record: DeviceRecord }
  | { readonly kind: 'unknown' }
  /** An id that cannot be one: empty, too long, or with control characters. */
  | { readonly kind: 'unreadable' }
  /** Several devices carry this id as UDID, serial or UEM id: which one is meant would be a guess. */
  | { readonly kind: 'ambiguous'; readonly records: readonly DeviceRecord[] };

export type UserMatch =
  | { readonly kind: 'person'; readonly person: string }
  /**
   * Nobody has this name. `lookalikes` are the persons whose name Exchange might still take it for
   * (`users.ts`): no reason to let anybody in, but one to refuse.
   */
  | { readonly kind: 'unknown'; readonly lookalikes: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly candidates: number; readonly persons: readonly string[] }
  /** Not a name: empty, too long, or with control characters. */
  | { readonly kind: 'unreadable' };

export interface Directory {
  /** False when no directory could be read, ever: nothing can be checked. */
  readonly available: boolean;
  /** Epoch milliseconds of the data, null when unavailable. */
  readonly loadedAt: number | null;
  readonly size: number;
  /**
   * Since when the memory of devices that left device management is lost (epoch milliseconds), null
   * while it is whole. A device or user nobody knows may be one of those then: see `memory.ts`.
   */
  readonly memoryLostAt: number | null;
  /** The one device that carries this id, as ActiveSync id or else as UDID, serial or UEM id. */
  readonly device: (id: string) => DeviceRecord | undefined;
  /** The same, and why there is none. */
  readonly findDevice: (id: string) => DeviceMatch;
  /** Finds the one person a name as sent by a client denotes. */
  readonly resolveUser: (name: string, domains: Readonly<Record<string, string>>) => UserMatch;
  readonly devicesOf: (person: string) => readonly DeviceRecord[];
  /** Every device, those that left device management too. */
  readonly devices: () => Iterable<DeviceRecord>;
  /** Overrides of a device that have not ended by `now`, newest first. */
  readonly overridesOf: (deviceId: string, now: Date) => readonly Override[];
  /** The next instant after `now` at which an override ends, epoch milliseconds. */
  readonly nextExpiry: (now: Date) => number | null;
}
