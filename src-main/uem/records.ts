/**
 * Devices as UEM's answers have them, versions 1 and 2 (facts: uem 3.2, 3.5). What says which device it is and whether it is
 * enrolled must have its type, or the answer is refused; a fact of another type is one that was not reported.
 */
import { z } from 'zod';
import type { Enrollment } from '../../src-shared/devices.ts';
import { normaliseDeviceId, parseUser } from '../compliance/normalise.ts';
import { readInstant } from './times.ts';

export interface UemDevice {
  /** UEM's number of the device. */
  readonly id: number;
  /** ActiveSync ids as written, each once. */
  readonly easIds: readonly string[];
  readonly userName: string | null;
  readonly email: string | null;
  /** UEM's number of the user. */
  readonly userId: number | null;
  readonly enrollment: Enrollment;
  /** Epoch milliseconds. */
  readonly enrolledOn: number | null;
  readonly lastSeen: number | null;
  readonly compromised: boolean | null;
  readonly encrypted: boolean | null;
  readonly udid: string | null;
  readonly serial: string | null;
  readonly platform: string | null;
  readonly model: string | null;
  readonly osVersion: string | null;
}

const number = z.int().nonnegative();
const text = z.string();
/** Without it nobody could say who is enrolled: a right that UEM took from us must not un-enrol everybody. */
const status = z.string().trim().min(1);
const perhaps = <Schema extends z.ZodType>(schema: Schema) => schema.nullish();

/** `{}` where there are none; some clients decode a plain list. */
const easIds = z.union([
  z.array(text).transform((list) => ({ EasId: list })),
  z.looseObject({ EasId: z.union([z.array(text), text.transform((one) => [one])]).nullish() }),
]);

const recordSchema = z.looseObject({
  Id: z.looseObject({ Value: number }),
  EasId: perhaps(text),
  EasIds: perhaps(easIds),
  UserName: perhaps(text),
  UserEmailAddress: perhaps(text),
  EnrollmentStatus: status,
});

/** Null: it is no device. */
export function readDevice(raw: unknown): UemDevice | null {
  const parsed = recordSchema.safeParse(raw);
  if (!parsed.success) return null;
  const { data } = parsed;
  const compromised = data['CompromisedStatus'];
  return {
    id: data.Id.Value,
    easIds: distinctIds([data.EasId ?? '', ...(data.EasIds?.EasId ?? [])]),
    userName: nameOf(data.UserName),
    email: nameOf(data.UserEmailAddress),
    userId: userIdOf(data['UserId']),
    enrollment: readEnrollment(data.EnrollmentStatus),
    enrolledOn: readInstant(data['LastEnrolledOn']),
    lastSeen: readInstant(data['LastSeen']),
    compromised: typeof compromised === 'boolean' ? compromised : null,
    encrypted: yesNo(data['DataEncryptionYN']),
    udid: idOf(data['Udid']),
    serial: idOf(data['SerialNumber']),
    platform: platformOf(data['Platform']),
    model: factOf(data['Model']),
    osVersion: factOf(data['OperatingSystem']),
  };
}

/** One of `extensivesearch`: other names, and no ActiveSync id. */
export interface UemStanding {
  readonly id: number;
  readonly enrollment: Enrollment;
}

const standingSchema = z.looseObject({ DeviceId: number, EnrollmentStatus: status });

export function readStanding(raw: unknown): UemStanding | null {
  const parsed = standingSchema.safeParse(raw);
  if (!parsed.success) return null;
  const { DeviceId: id, EnrollmentStatus } = parsed.data;
  return { id, enrollment: readEnrollment(EnrollmentStatus) };
}

const pending: ReadonlySet<string> = new Set([
  'enterprisewipepending',
  'devicewipepending',
  'wipeinitiated',
]);

/** The list of texts is open: an unknown one is never "enrolled" (facts: uem 3.3). */
export function readEnrollment(said: string): Enrollment {
  const plain = said.replace(/\s/g, '').toLowerCase();
  if (plain === 'enrolled') return 'enrolled';
  return pending.has(plain) ? 'wipePending' : 'unenrolled';
}

function distinctIds(ids: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const each of ids) {
    const id = normaliseDeviceId(each);
    if (id !== null && !found.has(id)) found.set(id, each.trim());
  }
  return [...found.values()];
}

function nameOf(name: string | null | undefined): string | null {
  const trimmed = name?.trim() ?? '';
  return trimmed.length <= 512 && parseUser(trimmed) !== null ? trimmed : null;
}

function userIdOf(user: unknown): number | null {
  const parsed = z.looseObject({ Id: z.looseObject({ Value: number }) }).safeParse(user);
  return parsed.success && parsed.data.Id.Value > 0 ? parsed.data.Id.Value : null;
}

function yesNo(value: unknown): boolean | null {
  if (value === 'Y') return true;
  return value === 'N' ? false : null;
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' && normaliseDeviceId(value) !== null ? value.trim() : null;
}

function factOf(value: unknown): string | null {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, 256) : '';
  return trimmed === '' ? null : trimmed;
}

/** Names as the file of devices and the policies use them. */
const platforms: Readonly<Record<string, string>> = {
  Apple: 'iOS',
  AppleOsX: 'macOS',
  WinRT: 'Windows',
  WindowsPc: 'Windows',
};

function platformOf(value: unknown): string | null {
  const name = factOf(value);
  return name === null ? null : Object.hasOwn(platforms, name) ? (platforms[name] ?? name) : name;
}
