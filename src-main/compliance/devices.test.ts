/** The directory in rows of bytes answers as one of maps and objects would. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enrollments } from '../../src-shared/devices.ts';
import { openDevices } from './devices.ts';
import type { DeviceIndex } from './devices.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import { device, devices, knownIn } from './testing.ts';
import { modelOf } from './testing-model.ts';

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
const known: fc.Arbitrary<KnownDevice> = fc.record({
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
const feed = fc.uniqueArray(known, {
  selector: ({ deviceId }) => normaliseDeviceId(deviceId) ?? deviceId,
  maxLength: 12,
});
const domains = fc.constantFrom({}, { A: 'b', B: 'b' }, { AB: 'a.b' });

describe('rows of bytes', () => {
  test('answer as maps of objects do, whatever the names and ids', () => {
    fc.assert(
      fc.property(feed, fc.array(user), fc.array(id), domains, (list, names, ids, table) => {
        const [own, model] = [openDevices(devices(...list)), modelOf(list)];
        const asked = [...names, ...list.flatMap(({ users }) => users ?? [])];
        const byId = [
          ...ids,
          ...list.flatMap((each) => [each.deviceId, ...Object.values(each.ids ?? {})]),
        ];
        const answers = (index: DeviceIndex) => ({
          all: [...index.all()],
          users: asked.map((name) => index.resolve(name, table)),
          of: [...asked, '\u00000', '\0 1', '\u00001'].map((name) => index.ofPerson(name)),
          owners: [...index.all()].map(({ person }) => index.ofPerson(person)),
          found: byId.map((each) => index.find(each ?? '')),
        });
        expect(answers(own)).toEqual(answers(model));
      }),
      { seed: 20260310, numRuns: 500 },
    );
  });

  test('give back what was put in', () => {
    fc.assert(
      fc.property(feed, (list) => {
        const { rows } = devices(...list);
        expect(knownIn(devices(...knownIn(rows)).rows)).toEqual(knownIn(rows));
        expect(openDevices(devices(...knownIn(rows))).size).toBe(list.length);
      }),
      { seed: 20260310, numRuns: 200 },
    );
  });

  test('take texts as long as a record may have, in any script', () => {
    for (const letter of ['x', 'é', '語']) {
      const users = Array.from({ length: 16 }, (_, i) => `${letter.repeat(500)}${i}@x.test`);
      const put = device(letter.repeat(256), { users, model: letter.repeat(256) });
      expect(knownIn(devices(device('before'), put, device('after')).rows)[1]).toMatchObject(put);
    }
  });
});
