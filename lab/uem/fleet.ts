import { createHash } from 'node:crypto';
import type { LabUser } from '../exchange/types.ts';
import { seededRandom, type Random } from '../random.ts';
import type { LabDevice } from './types.ts';

/** A device, and how its mail client shows itself to ActiveSync. */
export type FleetDevice = {
  readonly device: LabDevice;
  readonly owner: LabUser;
  readonly deviceType: string;
  readonly userAgent: string;
  /** Clients that write the base64 form of the query. */
  readonly base64: boolean;
};

type Kind = Pick<FleetDevice, 'deviceType' | 'userAgent' | 'base64'> &
  Pick<LabDevice, 'platform' | 'model' | 'osVersion'>;

const KINDS: readonly Kind[] = [
  {
    ...{ platform: 'Apple', model: 'iPhone 15', osVersion: '17.5.1' },
    ...{ deviceType: 'iPhone', userAgent: 'Apple-iPhone15C4/2106.90', base64: false },
  },
  {
    ...{ platform: 'Apple', model: 'iPad Air', osVersion: '16.7.8' },
    ...{ deviceType: 'iPad', userAgent: 'Apple-iPad13C1/2007.82', base64: false },
  },
  {
    ...{ platform: 'Android', model: 'Pixel 8', osVersion: '14' },
    ...{ deviceType: 'Android', userAgent: 'Android-Mail/2024.03.10', base64: true },
  },
  {
    ...{ platform: 'Android', model: 'Galaxy S23', osVersion: '13' },
    ...{ deviceType: 'SAMSUNGSMS911B', userAgent: 'SAMSUNG-SM-S911B/101.13', base64: true },
  },
];

/** One to three devices for each user; the same fleet for the same seed and users. */
export function planFleet(
  seed: number,
  users: readonly LabUser[],
  now: Date = new Date(),
): readonly FleetDevice[] {
  const random = seededRandom(seed, 'fleet');
  return users.flatMap((owner) => {
    const count = 1 + random.below(3);
    return Array.from({ length: count }, (_, index) => plan(seed, owner, index, random, now));
  });
}

function plan(seed: number, owner: LabUser, index: number, random: Random, now: Date): FleetDevice {
  const { deviceType, userAgent, base64, platform, model, osVersion } = random.pick(KINDS);
  const digest = createHash('sha256')
    .update(`${String(seed)}/${owner.upn}/${String(index)}`)
    .digest('hex');
  const serial = digest.slice(0, 12).toUpperCase();
  const minutesAgo = random.below(600);
  return {
    ...{ owner, deviceType, userAgent, base64 },
    device: {
      // Apple's mail client makes its id of "Appl" and the serial; Android's is a random word.
      deviceId: platform === 'Apple' ? `Appl${serial}` : `android${digest.slice(12, 28)}`,
      ids: { udid: digest.slice(0, 40), serial, uem: String(1000 + random.below(900_000)) },
      users: [...new Set([owner.upn, owner.smtp, `${owner.domain}\\${owner.sam}`])],
      ...{ managed: true, compromised: false, encrypted: true },
      lastSeen: instant(new Date(now.getTime() - minutesAgo * 60_000)),
      ...{ platform, model, osVersion, enrollment: 'enrolled' },
    },
  };
}

export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
