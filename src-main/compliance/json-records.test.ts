import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayParts } from './json-records.ts';

const elements = (text: string): unknown[] =>
  [...arrayParts(Buffer.from(text))].map((part) => {
    if (part.kind === 'problem') throw new Error(part.message);
    return JSON.parse(part.text) as unknown;
  });

describe('the elements of an array', () => {
  test('are those that JSON.parse finds, however the text is laid out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(0, 2, '\t'),
        (values, indent) => {
          const text = JSON.stringify(values, null, indent);
          expect(elements(text)).toEqual(JSON.parse(text));
        },
      ),
      { seed: 20260310, numRuns: 1000 },
    );
  });
  test('any text is either an array to JSON.parse as well, or a problem', () => {
    const scrap = fc.string({
      unit: fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', ':', '1', ' ', '\n', 'a'),
    });
    fc.assert(
      fc.property(scrap, (text) => {
        const own = outcome(() => elements(text));
        const whole = outcome(() => {
          const value: unknown = JSON.parse(text);
          if (!Array.isArray(value)) throw new Error('no array');
          return value as unknown[];
        });
        expect(own).toEqual(whole);
      }),
      { seed: 20260310, numRuns: 20_000 },
    );
  });
  test('carry the line on which they begin', () => {
    const parts = [...arrayParts(Buffer.from('[\n {"a":\n1},\n\n {"b":"]\\",{"}\n]\n'))];
    expect(parts.map((part) => part.line)).toEqual([2, 5]);
  });
});

function outcome(run: () => unknown[]): unknown[] | 'refused' {
  try {
    return run();
  } catch {
    return 'refused';
  }
}
