/** For the tests of this room only: any devices and names, and what two directories answer to the same questions. */
import fc from 'fast-check';
import { enrollments } from '../../src-shared/devices.ts';
import type { DeviceIndex } from './devices.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import type { Domains } from './normalise.ts';

/** Few letters, so that names collide; some of them only for Active Directory, some beyond Latin-1, some lone. */
const letters = fc.constantFrom(
  ...[
    'a',
    'A',
    'b',
    'ø',
    'Å',
    'a\u030a',
    'İ',
    'ß',
    'ｂ',
    '\u{1f4f1}',
    '\ud800',
    '\u0007',
    ' ',
    '.',
  ],
);
const word = fc.string({ unit: letters, minLength: 1, maxLength: 3 });
const user = fc.oneof(
  fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(word, word).map(([domain, local]) => `${domain}\\${local}`),
  fc
    .tuple(fc.constantFrom('', '.\\', 'smtp:', '.\\smtp:', 'X\\smtp:'), word)
    .map((parts) => parts.join('')),
  fc.constantFrom('S-1-5-21-1', 's-1-5-21-1', '\0', '\u00000', ''),
  fc.string({ unit: letters, maxLength: 200 }),
);
const id = fc.oneof(word, fc.constantFrom('', '1', 'ID', 'id'), fc.string({ maxLength: 260 }));
const reported = fc.constantFrom(null, true, false, undefined);
const text = fc.option(fc.oneof(word, fc.constantFrom('', 'iOS', 'Übergröße', '日本')), {
  freq: 4,
});
const instant = fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined });
export const known: fc.Arbitrary<KnownDevice> = fc.record({
  deviceId: id,
  ids: fc.option(fc.record({ udid: id, serial: id, uem: id }, { requiredKeys: [] }), {
    nil: undefined,
  }),
  users: fc.array(user, { maxLength: 4 }),
  managed: fc.boolean(),
  compromised: reported.map((each) => each ?? null),
  encrypted: reported.map((each) => each ?? null),
  lastSeen: instant.map((each) => (each === undefined ? null : new Date(each).toISOString())),
  platform: text,
  model: text,
  osVersion: text,
  activeSyncProfile: reported,
  enrollment: fc.constantFrom(...enrollments),
  override: fc.constantFrom(null, undefined, 'allow' as const, 'block' as const),
  enrollmentSince: fc.integer({ min: 0, max: 4e12 }),
  wipedAt: instant,
});
export const feeds = fc.uniqueArray(known, {
  selector: ({ deviceId }) => normaliseDeviceId(deviceId) ?? deviceId,
  maxLength: 12,
});
const domains: fc.Arbitrary<Domains> = fc.constantFrom({}, { A: 'b', B: 'b' }, { AB: 'a.b' });

export interface Asked {
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly domains: Domains;
}
export const questions: fc.Arbitrary<Asked> = fc.record({
  ...{ names: fc.array(user), ids: fc.array(id), domains },
});

/** Of the devices themselves, and of names and ids from anywhere. */
export function answersOf(index: DeviceIndex, list: readonly KnownDevice[], asked: Asked): unknown {
  const names = [...asked.names, ...list.flatMap(({ users }) => users ?? [])];
  const own = list.flatMap((each) => [each.deviceId, ...Object.values(each.ids ?? {})]);
  const all = [...index.all()];
  return {
    all,
    users: names.map((name) => index.resolve(name, asked.domains)),
    of: [...names, '\u00000', '\0 1', '\u00001'].map(index.ofPerson),
    owners: all.map(({ person }) => index.ofPerson(person)),
    found: [...asked.ids, ...own].map((each) => index.find(each ?? '')),
  };
}
