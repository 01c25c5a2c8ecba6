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

describe('a count of one', () => {
  const { overview, clients, log, logPage, overviewPage, clientsPage, table } = text;
  const counts = {
    'overview.health.devices': overview.health.devices,
    'overview.health.dropped': overview.health.dropped,
    'overviewPage.errors': overviewPage.errors,
    'overviewPage.blockedSub': overviewPage.blockedSub,
    'overviewPage.openNow': overviewPage.openNow,
    'clients.count': (count: string, one: boolean) => clients.count(count, count, one),
    'clientsPage.cutSome': clientsPage.cutSome,
    'log.devices': log.devices,
    'logPage.rows': logPage.rows,
    'table.jumpToEnd': table.jumpToEnd,
  };
  const plural =
    /\b(?:devices|events|errors|clients|connections|requests|streams|rows|changes|values|steps|were)\b/;

  it.each(Object.entries(counts))('%s is said as one', (_name, say) => {
    expect(say('1', true)).not.toMatch(plural);
    expect(say('2', false)).toMatch(plural);
  });

  it('no text puts a count before many without asking whether it is one', () => {
    const many = new RegExp(`\\b1 (?:\\w+ )?${plural.source}`);
    const blind = textsOf(text).filter(
      ([, say]) => say.length === 1 && many.test(say('1')) && many.test(say(1)),
    );
    expect(blind.map(([path]) => path)).toEqual([]);
  });
});

type Say = (...values: unknown[]) => string;

/** Every text that takes values, by its path. */
function textsOf(value: unknown, path = ''): [string, Say][] {
  if (typeof value === 'function') return [[path, value as Say]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}
