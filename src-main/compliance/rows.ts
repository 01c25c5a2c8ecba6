/**
 * Devices as rows of bytes. A row has the lengths of its texts, one or two bytes each, and then the texts: id, UDID,
 * serial, UEM id, platform, model, version, users, in Latin-1 or, where a letter has no place there, UTF-16. What is
 * not reported takes no room.
 */
import { enrollments } from '../../src-shared/devices.ts';
import type { Enrollment } from '../../src-shared/devices.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';

export interface Rows {
  readonly length: number;
  /** Where each row begins in `text`, and the end of the last. */
  readonly starts: Uint32Array;
  readonly text: Uint8Array;
  /** See `bits`. */
  readonly flags: Uint32Array;
  /** Epoch milliseconds, NaN for never. */
  readonly lastSeen: Float64Array;
  readonly since: Float64Array;
  readonly wipedAt: Float64Array;
}

/** Where in the flags of a row something stands; `two`: 0 not reported, 1 and 2 its values. */
export const bits = {
  managed: 0,
  two: { compromised: 1, encrypted: 3, activeSyncProfile: 5, override: 7 },
  enrollment: 9,
  wide: 12,
  /** Six side by side: the texts that a row may lack. */
  has: { platform: 13, model: 14, osVersion: 15, udid: 16, serial: 17, uem: 18 },
  users: 19,
  /** The id is written as it is compared. */
  plain: 24,
} as const;

export const USERS_LIMIT = 31;
export const TEXT_LIMIT = 0x7fff;

export interface RowTexts {
  readonly shownId: string;
  readonly ids: { readonly udid?: string; readonly serial?: string; readonly uem?: string };
  readonly platform: string | null;
  readonly model: string | null;
  readonly osVersion: string | null;
  readonly users: readonly string[];
}

export interface RowReader {
  readonly texts: (row: number) => RowTexts;
  /** The ActiveSync id alone. */
  readonly shownId: (row: number) => string;
}

export function readRows(rows: Rows): RowReader {
  const { starts, flags, text } = rows;
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const decode = (row: number, begin: number, end: number): string =>
    buffer.toString(has(flags[row] ?? 0, bits.wide) ? 'utf16le' : 'latin1', begin, end);
  return {
    texts: (row) => {
      const flag = flags[row] ?? 0;
      const count = textsIn(flag);
      const ends: number[] = [];
      let at = starts[row] ?? 0;
      for (let end = 0; ends.length < count; ends.push(end)) {
        const first = text[at] ?? 0;
        end += first < 0x80 ? first : ((first & 0x7f) << 8) | (text[at + 1] ?? 0);
        at += first < 0x80 ? 1 : 2;
      }
      const whole = decode(row, at, starts[row + 1] ?? 0);
      let nth = 0;
      const take = (): string => {
        const begin = nth === 0 ? 0 : ends[nth - 1];
        nth += 1;
        return whole.substring(begin ?? 0, ends[nth - 1]);
      };
      const shownId = take();
      const ids: { udid?: string; serial?: string; uem?: string } = {};
      if (has(flag, bits.has.udid)) ids.udid = take();
      if (has(flag, bits.has.serial)) ids.serial = take();
      if (has(flag, bits.has.uem)) ids.uem = take();
      const platform = has(flag, bits.has.platform) ? take() : null;
      const model = has(flag, bits.has.model) ? take() : null;
      const osVersion = has(flag, bits.has.osVersion) ? take() : null;
      const users: string[] = [];
      while (nth < count) users.push(take());
      return { shownId, ids, platform, model, osVersion, users };
    },
    shownId: (row) => {
      const flag = flags[row] ?? 0;
      const begin = starts[row] ?? 0;
      const first = text[begin] ?? 0;
      const length = first < 0x80 ? first : ((first & 0x7f) << 8) | (text[begin + 1] ?? 0);
      let at = begin;
      for (let left = textsIn(flag); left > 0; left -= 1) at += (text[at] ?? 0) < 0x80 ? 1 : 2;
      return decode(row, at, at + (has(flag, bits.wide) ? 2 : 1) * length);
    },
  };
}

/** The ActiveSync id of a row as it is compared. */
export function readKeys(rows: Rows): (row: number) => string {
  const { shownId } = readRows(rows);
  return (row) => {
    const id = shownId(row);
    return has(rows.flags[row] ?? 0, bits.plain) ? id : (normaliseDeviceId(id) ?? id);
  };
}

function textsIn(flag: number): number {
  let count = 1 + ((flag >>> bits.users) & USERS_LIMIT);
  for (let left = (flag >>> bits.has.platform) & 0x3f; left !== 0; left &= left - 1) count += 1;
  return count;
}

export function has(flag: number, bit: number): boolean {
  return ((flag >>> bit) & 1) === 1;
}

/** What is reported with yes or no. */
export function triAt(flag: number, bit: number): boolean | null {
  const value = (flag >>> bit) & 3;
  return value === 0 ? null : value === 2;
}

export function overrideAt(flag: number): 'allow' | 'block' | null {
  return ([null, 'allow', 'block'] as const)[(flag >>> bits.two.override) & 3] ?? null;
}

export function enrollmentAt(flag: number): Enrollment {
  // Of several states the one that keeps out; there is none without.
  return enrollments[(flag >>> bits.enrollment) & 7] ?? 'removed';
}

/** Null for NaN. */
export function instantAt(column: Float64Array, row: number): number | null {
  const instant = column[row] ?? Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}

/** As it was put in, but for how ids other than the ActiveSync id and instants are written. */
export function knownAt(rows: Rows, reader: RowReader, row: number): KnownDevice {
  const flag = rows.flags[row] ?? 0;
  const { shownId, ids, users, ...texts } = reader.texts(row);
  const lastSeen = instantAt(rows.lastSeen, row);
  const profile = triAt(flag, bits.two.activeSyncProfile);
  const override = overrideAt(flag);
  const wipedAt = instantAt(rows.wipedAt, row);
  const reported = Object.entries(texts).filter(([, text]) => text !== null);
  return {
    deviceId: shownId,
    ...(Object.keys(ids).length > 0 ? { ids } : {}),
    users: [...users],
    managed: has(flag, bits.managed),
    compromised: triAt(flag, bits.two.compromised),
    encrypted: triAt(flag, bits.two.encrypted),
    ...(lastSeen === null ? {} : { lastSeen: new Date(lastSeen).toISOString() }),
    ...Object.fromEntries(reported),
    ...(profile === null ? {} : { activeSyncProfile: profile }),
    enrollment: enrollmentAt(flag),
    ...(override === null ? {} : { override }),
    enrollmentSince: rows.since[row] ?? 0,
    ...(wipedAt === null ? {} : { wipedAt }),
  };
}
