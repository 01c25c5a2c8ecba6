/** The directory in rows of bytes answers as one of maps and objects would. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDevices } from './devices.ts';
import { replacing } from './replacing.ts';
import { device, devices, knownIn } from './testing.ts';
import { answersOf, feeds, known, questions } from './testing-alike.ts';
import { modelOf } from './testing-model.ts';
import { finish } from './work.ts';

const seed = 20260310;

describe('rows of bytes', () => {
  test('answer as maps of objects do, whatever the names and ids', () => {
    fc.assert(
      fc.property(feeds, questions, (list, asked) => {
        const own = answersOf(openDevices(devices(...list)), list, asked);
        expect(own).toEqual(answersOf(modelOf(list), list, asked));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('that were changed in part answer as if they were new', () => {
    const part = fc.array(fc.tuple(fc.nat(), known, fc.boolean()), { maxLength: 3 });
    fc.assert(
      fc.property(feeds, part, questions, (list, changes, asked) => {
        const after = [...list];
        const others = new Map<number, (typeof list)[number]>();
        for (const [nth, other, renamed] of changes) {
          const row = nth % Math.max(list.length, 1);
          const before = list[row];
          if (before === undefined) continue;
          const { deviceId, ids, users } = before;
          after[row] = { ...other, deviceId, ...(renamed ? {} : { ids, users }) };
          others.set(row, after[row]);
        }
        const changed = openDevices(finish(replacing(devices(...list), others, [])));
        expect(answersOf(changed, after, asked)).toEqual(answersOf(modelOf(after), after, asked));
      }),
      { seed, numRuns: 300 },
    );
  });

  test('give back what was put in', () => {
    fc.assert(
      fc.property(feeds, (list) => {
        const { rows } = devices(...list);
        expect(knownIn(devices(...knownIn(rows)).rows)).toEqual(knownIn(rows));
      }),
      { seed, numRuns: 200 },
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
