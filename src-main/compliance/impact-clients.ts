/** Who asked lately, sorted by what stands for them in a count of devices. */
import type { Identity } from '../../src-shared/decision.ts';
import type { Directory } from './directory.ts';
import { normaliseDeviceId } from './normalise.ts';
import type { Work } from './work.ts';

export interface SeenClient {
  /** Of its newest request; `deviceIds`: those that the request named. */
  readonly identity: Identity;
  /** Where who counts as the notification service changes, too. */
  readonly fromEnsAfter?: boolean;
  /** Exchange accepted it at least once, or its certificate was verified. */
  readonly signedIn: boolean;
}

export interface SortedClients {
  /** ActiveSync requests with a device of the directory, by its id. */
  readonly byDevice: ReadonlyMap<string, readonly SeenClient[]>;
  /** With a device that nobody knows: each device once, with one device each. */
  readonly strangers: readonly SeenClient[];
  readonly withoutDevice: readonly SeenClient[];
}

/** Devices of the directory that the notification service names are counted as the directory has them. */
export function* sortClients(
  clients: readonly SeenClient[],
  directory: Directory,
): Work<SortedClients> {
  const byDevice = new Map<string, SeenClient[]>();
  const strangers = new Map<string, SeenClient>();
  const withoutDevice = new Map<string, SeenClient>();
  for (const client of clients) {
    yield;
    const { identity } = client;
    // Nobody signs in: there is no mail to lose or to get.
    if (identity.user === null) continue;
    const names = identity.protocol === 'eas' || identity.fromEns ? identity.deviceIds : [];
    if (names.length === 0) {
      const key = JSON.stringify([identity.user, identity.mailbox, identity.fromEns]);
      const known = withoutDevice.get(key);
      if (known === undefined || (client.signedIn && !known.signedIn)) {
        withoutDevice.set(key, { ...client, identity: { ...identity, deviceIds: [] } });
      }
    }
    for (const id of new Set(names)) {
      const record = directory.device(id);
      const one = { ...client, identity: { ...identity, deviceIds: [id] } };
      if (record === undefined) {
        const key = `${normaliseDeviceId(id) ?? id}\n${identity.user}`;
        if (strangers.get(key)?.signedIn !== true) strangers.set(key, one);
      } else if (identity.protocol === 'eas') {
        const others = byDevice.get(record.id);
        if (others === undefined) byDevice.set(record.id, [one]);
        else others.push(one);
      }
    }
  }
  return {
    byDevice,
    strangers: [...strangers.values()],
    withoutDevice: [...withoutDevice.values()],
  };
}
