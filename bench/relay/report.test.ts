import { expect, test } from 'vitest';
import { isWanted } from './contestants.ts';
import { drawing } from './drawing.ts';
import { latencyOf } from './load-paced.ts';
import { rotated, type Round } from './measures.ts';
import { perRequest } from './measuring.ts';
import { bestOf, ratios, valuesOf } from './report.ts';

const round = (ours: number, nginx: number, slow: number, fast: number): Round => ({
  order: ['ours', 'nginx', 'slow', 'fast'],
  figures: {
    ours: { cpuUs: ours },
    nginx: { cpuUs: nginx },
    slow: { cpuUs: slow },
    fast: { cpuUs: fast },
  },
});
const rounds = [round(30, 20, 100, 60), round(60, 30, 90, 80)];
const there = [
  { id: 'ours', kind: 'ours' },
  { id: 'nginx', kind: 'native' },
  { id: 'slow', kind: 'javascript' },
  { id: 'fast', kind: 'javascript' },
] as const;

test('milliseconds of processor time become microseconds for each request', () => {
  expect(perRequest({ cpuMs: 1000, requests: 50_000 })).toBe(20);
});

test('a ratio is taken in each round, and a round without one of the two has none', () => {
  expect(ratios(rounds, 'ours', 'nginx', 'cpuUs')).toEqual([1.5, 2]);
  expect(ratios(rounds, 'ours', 'gone', 'cpuUs')).toEqual([Number.NaN, Number.NaN]);
  expect(valuesOf(rounds, 'ours', 'cpuUs')).toEqual([30, 60]);
});

test('the best of the JavaScript proxies has the least, or the most where more is better', () => {
  expect(bestOf(there, rounds, 'cpuUs', false)).toBe('fast');
  expect(bestOf(there, rounds, 'cpuUs', true)).toBe('slow');
  expect(bestOf(there.slice(0, 2), rounds, 'cpuUs', false)).toBeNull();
});

test('the order rotates, and nobody is lost', () => {
  expect(rotated(['a', 'b', 'c'], 0)).toEqual(['a', 'b', 'c']);
  expect(rotated(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a']);
});

test('a name wants all of its ways to run', () => {
  expect(isWanted('sallyport-silent', ['sallyport'])).toBe(true);
  expect(isWanted('sallyport-silent', ['sallyport-journal', 'nginx'])).toBe(false);
  expect(isWanted('nginx', null)).toBe(true);
});

test('the first tenth of the latencies warms up', () => {
  expect(latencyOf([1000, ...Array.from({ length: 9 }, () => 1)])).toEqual({ p50: 1, p99: 1 });
});

test('a drawing has a bar for each, drawn to one scale', () => {
  const text = drawing('CPU <µs>', [
    { title: 'ours', ours: true, values: [10, 20, 30] },
    { title: 'nginx', ours: false, values: [10, Number.NaN, 10] },
  ]);
  const widths = [...text.matchAll(/<rect class="(\w+)"[^>]* width="([\d.]+)"/g)];
  expect(widths.map(([, kind]) => kind)).toEqual(['ours', 'peer']);
  expect(Number(widths[0]?.[2])).toBeCloseTo(2 * Number(widths[1]?.[2]), 0);
  expect(text).toContain('CPU &lt;µs>');
});
