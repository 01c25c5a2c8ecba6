import { expect, it } from 'vitest';
import { unusedTexts } from '../testing/unused-texts.ts';
import { text } from './text.ts';

// The gallery shows pieces without a product: what it alone uses is not used.
const pages = import.meta.glob<string>(
  ['../**/*.{ts,tsx}', '!../**/*.test.*', '!../text/**', '!../testing/**', '!../ui/gallery/**'],
  { query: '?raw', import: 'default', eager: true },
);
/** Reasons, keys of settings, steps of a decision: texts for what other rooms name. */
const lists = import.meta.glob<string>(
  [
    '../../src-shared/{decision,actions,events,kerberos,doctor}.ts',
    '../../src-shared/contract/*.ts',
    '../../src-shared/settings/*catalogue.ts',
    '../../src-shared/settings/{in-force,mem-*}.ts',
    '../../src-main/compliance/*.ts',
    '!../../src-main/compliance/*.test.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

it('no text of the catalogue is one that nothing shows', () => {
  const sources = [...Object.values(pages), ...Object.values(lists)];
  expect(sources.length).toBeGreaterThan(100);
  expect(unusedTexts(text, sources)).toEqual([]);
});

it.each([
  ['text.frame.gone', []],
  ['const { gone } = text.frame', []],
  ["text.frame[which]; const all = ['gone', 'other']", []],
  ['text.frame.other // gone', ['frame.gone']],
  ['text.gone.other', ['frame.gone']],
])('%s', (source, expected) => {
  expect(unusedTexts({ frame: { gone: 'Gone' } }, [source])).toEqual(expected);
});
