/** A hash says where to look and never who it is: here everything has one of three. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type * as Chains from './chains.ts';
import { openDevices } from './devices.ts';
import { devices } from './testing.ts';
import { answersOf, feeds, questions } from './testing-alike.ts';
import { modelOf } from './testing-model.ts';

vi.mock('./chains.ts', async (original) => {
  const real = await original<typeof Chains>();
  return { ...real, hashOf: (text: string) => real.hashOf(text) % 3 };
});

test('ids and names with one hash are told apart', () => {
  fc.assert(
    fc.property(feeds, questions, (list, asked) => {
      const own = answersOf(openDevices(devices(...list)), list, asked);
      expect(own).toEqual(answersOf(modelOf(list), list, asked));
    }),
    { seed: 20260310, numRuns: 200 },
  );
});
