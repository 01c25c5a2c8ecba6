import { randomBytes } from 'node:crypto';
import type { UserInput } from './exchange/types.ts';
import { seededRandom } from './random.ts';

const FIRST = [
  'ada',
  'bob',
  'carla',
  'dmitri',
  'elif',
  'frank',
  'grace',
  'hugo',
  'ines',
  'jonas',
  'kira',
  'luca',
];
const LAST = [
  'abel',
  'brandt',
  'costa',
  'dietz',
  'erdem',
  'falk',
  'gruber',
  'haas',
  'ilic',
  'jensen',
  'koch',
  'lund',
];

/** Names come from the seed; passwords are truly random, a new one in every run. */
export function planPeople(seed: number, count: number): readonly UserInput[] {
  const random = seededRandom(seed, 'people');
  const taken = new Set<string>();
  return Array.from({ length: count }, () => {
    const wish = `${random.pick(FIRST)}.${random.pick(LAST)}`;
    let sam = wish;
    for (let number = 2; taken.has(sam); number += 1) sam = `${wish}${String(number)}`;
    taken.add(sam);
    return {
      upn: `${sam}@corp.example`,
      password: randomBytes(12).toString('base64url'),
      domain: 'CORP',
      sam,
    };
  });
}
