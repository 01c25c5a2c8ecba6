/** Writes devices as rows (`rows.ts`). */
import { enrollments } from '../../src-shared/devices.ts';
import { bytes, integers, numbers, roomFor, trimmed } from './columns.ts';
import { aliasesOf } from './aliases.ts';
import type { KnownDevice, Standing } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import { bits, TEXT_LIMIT, USERS_LIMIT } from './rows.ts';
import type { Rows } from './rows.ts';

export interface Packer {
  readonly length: () => number;
  readonly add: (device: KnownDevice) => void;
  /** A row as it is, with another standing. */
  readonly copy: (from: Rows, row: number, standing?: Standing) => void;
  /** Rows `begin` to `end` as they are. */
  readonly copyAll: (from: Rows, begin: number, end: number) => void;
  /** Nothing may be added any more. */
  readonly done: () => Rows;
}

/** @param like about as many as there will be */
export function newPacker(like?: Rows): Packer {
  const room = (like?.length ?? 0) + 8;
  let length = 0;
  let end = 0;
  let [starts, flags] = [integers(room + 1), integers(room)];
  let [lastSeen, since, wipedAt] = [numbers(room), numbers(room), numbers(room)];
  let text = bytes((like?.text.length ?? 0) + 1024);
  let buffer = Buffer.from(text.buffer);

  const makeRoom = (devices: number, more: number): void => {
    starts = roomFor(starts, length + devices + 1, integers);
    flags = roomFor(flags, length + devices, integers);
    lastSeen = roomFor(lastSeen, length + devices, numbers);
    since = roomFor(since, length + devices, numbers);
    wipedAt = roomFor(wipedAt, length + devices, numbers);
    if (end + more <= text.length) return;
    text = roomFor(text, end + more, bytes);
    buffer = Buffer.from(text.buffer);
  };
  const close = (standing: Standing): void => {
    since[length] = standing.enrollmentSince;
    wipedAt[length] = standing.wipedAt ?? Number.NaN;
    length += 1;
    starts[length] = end;
  };

  const add = (device: KnownDevice): void => {
    const { texts, flag } = rowOf(device);
    const whole = texts.join('');
    const wide = !latin1.test(whole);
    makeRoom(1, 2 * texts.length + 2 * whole.length);
    for (const { length: size } of texts) {
      if (size >= 0x80) text[end++] = 0x80 | (size >>> 8);
      text[end++] = size & 0xff;
    }
    end += buffer.write(whole, end, wide ? 'utf16le' : 'latin1');
    flags[length] = wide ? flag | (1 << bits.wide) : flag;
    lastSeen[length] = Date.parse(device.lastSeen ?? '');
    close({ ...device, wipedAt: device.wipedAt ?? null });
  };
  const copyAll = (from: Rows, first: number, behind: number): void => {
    const [begin, stop] = [from.starts[first] ?? 0, from.starts[behind] ?? 0];
    makeRoom(behind - first, stop - begin);
    text.set(from.text.subarray(begin, stop), end);
    flags.set(from.flags.subarray(first, behind), length);
    lastSeen.set(from.lastSeen.subarray(first, behind), length);
    since.set(from.since.subarray(first, behind), length);
    wipedAt.set(from.wipedAt.subarray(first, behind), length);
    for (let row = first; row < behind; row += 1) {
      length += 1;
      starts[length] = end + (from.starts[row + 1] ?? 0) - begin;
    }
    end += stop - begin;
  };
  return {
    length: () => length,
    add,
    copyAll,
    copy: (from, row, standing) => {
      copyAll(from, row, row + 1);
      if (standing === undefined) return;
      length -= 1;
      const kept = (flags[length] ?? 0) & ~(7 << bits.enrollment);
      flags[length] = kept | (enrollments.indexOf(standing.enrollment) << bits.enrollment);
      close(standing);
    },
    done: () => ({
      length,
      starts: trimmed(starts, length + 1, integers),
      flags: trimmed(flags, length, integers),
      lastSeen: trimmed(lastSeen, length, numbers),
      since: trimmed(since, length, numbers),
      wipedAt: trimmed(wipedAt, length, numbers),
      text: trimmed(text, end, bytes),
    }),
  };
}

const latin1 = /^[\x00-\xff]*$/;

/** The texts that a row has, in their order, and its flags. */
function rowOf(device: KnownDevice): { readonly texts: readonly string[]; readonly flag: number } {
  const { two } = bits;
  const users = aliasesOf(device);
  const texts = [device.deviceId];
  const overrides = [null, 'allow', 'block'];
  let flag =
    Number(device.managed) |
    (tri(device.compromised) << two.compromised) |
    (tri(device.encrypted) << two.encrypted) |
    (tri(device.activeSyncProfile) << two.activeSyncProfile) |
    (overrides.indexOf(device.override ?? null) << two.override) |
    (enrollments.indexOf(device.enrollment) << bits.enrollment) |
    (users.length << bits.users) |
    (Number(normaliseDeviceId(device.deviceId) === device.deviceId) << bits.plain);
  const put = (what: keyof typeof bits.has, text: string | null | undefined): void => {
    if (text === null || text === undefined) return;
    flag |= 1 << bits.has[what];
    texts.push(text);
  };
  for (const what of ['udid', 'serial', 'uem'] as const) {
    const id = device.ids?.[what];
    put(what, id === undefined ? null : normaliseDeviceId(id));
  }
  put('platform', device.platform);
  put('model', device.model);
  put('osVersion', device.osVersion);
  texts.push(...users);
  // The schema of a record has far lower limits; who did not ask it has made a mistake.
  if (users.length > USERS_LIMIT || texts.some(({ length }) => length > TEXT_LIMIT))
    throw new RangeError('a device record exceeds what its schema allows');
  return { texts, flag };
}

function tri(value: boolean | null | undefined): number {
  return value === null || value === undefined ? 0 : value ? 2 : 1;
}
