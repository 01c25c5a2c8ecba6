/** Made-up decisions, as the gateway of a middle-sized company has them. The same seed gives the same ones. */
import type { Reason } from '../../src-shared/decision.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

const USERS = 400;
const GIVEN = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

/** More of the first than of the last, as in life. */
const BLOCKS: readonly Reason[] = [
  ...repeat<Reason>('DEVICE_COMPROMISED', 4),
  ...repeat<Reason>('DEVICE_OUT_OF_CONTACT', 4),
  ...repeat<Reason>('UNKNOWN_DEVICE', 3),
  ...repeat<Reason>('DEVICE_UNENROLLED', 2),
  'DEVICE_WIPED',
  'DEVICE_NOT_ENCRYPTED',
  'MAIL_CLIENT',
  'USER_NOT_ALLOWED',
];
const EAS = ['Sync', 'Sync', 'Sync', 'Ping', 'Ping', 'FolderSync', 'GetItemEstimate', 'SendMail'];
const EWS = ['GetItem', 'FindItem', 'GetEvents', 'SyncFolderItems', 'Subscribe', 'GetFolder'];
const PROGRAMS = [
  ['iPhone', 'Apple-iPhone14C3/2003.61'],
  ['Android', 'Android-SAMSUNG-SM-G991B/101.0'],
  ['BoxerManagediPhone', 'Boxer/23.11.0 (iPhone; iOS 17.1)'],
  ['BoxerManagedAndroid', 'Boxer/23.11.0 (Android 14)'],
] as const;

function repeat<Value>(value: Value, times: number): readonly Value[] {
  return Array.from({ length: times }, () => value);
}

export interface EventSource {
  readonly next: (seq: number, at: Date) => JournalEvent;
}

/** One in five is blocked. */
export function eventSource(seed: number): EventSource {
  const random = mulberry32(seed);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  return {
    next: (seq, at) => {
      const number = Math.floor(random() * USERS);
      const user = `${GIVEN[number % GIVEN.length] ?? ''}${number}@contoso.test`;
      const [deviceType, userAgent] = PROGRAMS[number % PROGRAMS.length] ?? PROGRAMS[0];
      const blocked = random() < 0.2;
      const eas = random() < 0.7;
      const status = blocked ? 403 : random() < 0.01 ? 502 : 200;
      const exchange = blocked ? null : 5 + random() * 60;
      return {
        seq,
        at: at.toISOString(),
        requestId: `bench-${seq}`,
        protocol: eas ? 'eas' : 'ews',
        operation: pick(eas ? EAS : EWS),
        user,
        mailbox: eas ? null : user,
        identity: random() < 0.9 ? 'proven' : 'claimed',
        devices: [
          { id: `DEV${String(number).padStart(5, '0')}`, verdict: blocked ? 'blocked' : 'allowed' },
        ],
        ...{ deviceType, userAgent },
        client: `198.51.100.${number % 250}`,
        verdict: blocked ? 'blocked' : 'allowed',
        reason: blocked ? pick(BLOCKS) : 'COMPLIANT',
        status,
        answeredBy: blocked || status === 502 ? 'gateway' : 'exchange',
        authentication: random() < 0.6 ? 'basic' : 'negotiate',
        hopsMs: {
          decide: random(),
          connect: blocked ? null : random() * 2,
          exchange,
          total: (exchange ?? 0) + 1 + random(),
        },
        bytesIn: Math.floor(random() * 4000),
        bytesOut: blocked ? 420 : Math.floor(random() * 60_000),
        remark: null,
      };
    },
  };
}

/** Small and good enough; of the public domain. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
