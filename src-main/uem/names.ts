/**
 * Which names of a device's owner may be used. Names that stand together on a record are one person (ADR 8), and enrollment
 * user names are unique in their organization group only: `alice` of two groups would make two people one.
 */
import { aliasKey, parseUser } from '../compliance/normalise.ts';
import type { Known } from './mapping.ts';
import type { UemDevice } from './records.ts';

export type NamesOf = (device: UemDevice) => readonly string[];

/** Over a whole list: a bare name that two users of UEM have counts for neither where an address names them. */
export function namesAmong(devices: readonly UemDevice[]): NamesOf {
  const users = new Map<string, string>();
  const shared = new Set<string>();
  for (const device of devices) {
    const name = bareName(device);
    if (name === null) continue;
    const who = whoIs(device);
    if ((users.get(name) ?? who) !== who) shared.add(name);
    users.set(name, who);
  }
  return (device) => namesOf(device, (name) => shared.has(name));
}

/** Of one that changed: a bare name that is known of somebody with another address. */
export function namesBeside(known: Known): NamesOf {
  return (device) =>
    namesOf(device, (name) => {
      const match = known.resolveUser(name, {});
      if (match.kind !== 'person' || device.email === null) return match.kind === 'ambiguous';
      const address = device.email.toLowerCase();
      const others = known
        .devicesOf(match.person)
        .flatMap(({ users }) => users.filter((each) => each.includes('@')));
      return others.length > 0 && !others.some((each) => each.toLowerCase() === address);
    });
}

function namesOf(device: UemDevice, isShared: (name: string) => boolean): readonly string[] {
  const { email, userName } = device;
  const bare = bareName(device);
  const drop = bare !== null && isShared(bare);
  const names = [email, drop ? null : userName].filter((each) => each !== null);
  return [...new Set(names)];
}

function bareName({ userName }: UemDevice): string | null {
  const parsed = userName === null ? null : parseUser(userName);
  return parsed?.form === 'bare' ? aliasKey(parsed) : null;
}

function whoIs({ userId, email }: UemDevice): string {
  return userId === null ? (email?.toLowerCase() ?? '') : String(userId);
}
