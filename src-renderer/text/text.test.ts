import { describe, expect, it } from 'vitest';
import { reasons } from '../../src-shared/decision.ts';
import { literalTexts } from '../testing/literal-texts.ts';
import { text } from './text.ts';

const sources = import.meta.glob<string>('../**/*.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
});
// The gallery invents its data, and tests look for words.
const product = Object.entries(sources).filter(
  ([path]) => !/\.test\.tsx$|\/gallery\/|\/testing\/|\/probe\//.test(path),
);

describe('texts in JSX', () => {
  it('come from the catalogue', () => {
    expect(product.length).toBeGreaterThan(20);
    expect(product.flatMap(([path, source]) => literalTexts(path, source))).toEqual([]);
  });

  it.each([
    ['<p>Hello there</p>', 1],
    ['<p>{open ? "Open it" : `Closed ${n} times`}</p>', 2],
    ['<p>{open && "Shown"}</p>', 1],
    ['<Button title="Do it" />', 1],
    ['<Button aria-label={name ?? "No name"} />', 1],
    ['<p>{text.common.close} · {count(name, "x y")}</p>', 0],
    ['<p data-kind="some kind" role="status">{kind === "other kind" && <b />}</p>', 0],
  ])('%s', (jsx, expected) => {
    expect(literalTexts('a.tsx', `const a = ${jsx};`)).toHaveLength(expected);
  });
});

describe('the catalogue', () => {
  it('has a sentence and a short form for each reason', () => {
    for (const reason of reasons) {
      expect(text.reason[reason]).toMatch(/\.$/);
      expect(text.reasonShort[reason].length).toBeLessThanOrEqual(24);
    }
  });

  it('has no empty text and no double space', () => {
    expect(wordsOf(text).filter((each) => each.trim() === '' || each.includes('  '))).toEqual([]);
  });
});

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}
