import { expect, test } from 'vitest';
import { cpuTime } from '../testing/cpu-time.ts';
import { DEPTH_LIMIT, payloadFault, PAYLOAD_LIMIT } from './payload.ts';

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => ({ inner }), 1);

test.each([
  ['nothing', undefined],
  ['an empty object', {}],
  ['what the page sends', { filter: { verdict: 'blocked', user: null }, limit: 500 }],
  ['as deep as may be', nested(DEPTH_LIMIT)],
  ['as long as may be', 'x'.repeat(PAYLOAD_LIMIT - 2)],
  ['an object without a prototype', Object.create(null)],
])('%s passes', (_what, params) => {
  expect(payloadFault(params)).toBeNull();
});

test.each([
  ['a long text', 'x'.repeat(PAYLOAD_LIMIT)],
  ['a long key', { ['x'.repeat(PAYLOAD_LIMIT)]: 1 }],
  ['many small values', Array.from({ length: 200_000 }, (_each, at) => at)],
  ['many empty objects', Array.from({ length: 400_000 }, () => ({}))],
])('too much: %s', (_what, params) => {
  expect(payloadFault(params)).toBe('more than 1 MiB');
});

test('an empty array that says it is long costs nothing', () => {
  const took = cpuTime();
  expect(payloadFault({ changes: new Array(2 ** 32 - 1) })).toBe('more than 1 MiB');
  expect(took()).toBeLessThan(1000);
});

test.each([DEPTH_LIMIT + 1, 100_000])('%i levels are too deep', (depth) => {
  expect(payloadFault(nested(depth))).toContain('deeper');
});

test('a cycle is without end, and ends', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  expect(payloadFault(cycle)).toContain('deeper');
});

test.each([
  ['Map', new Map()],
  ['Set', new Set()],
  ['Date', new Date()],
  ['ArrayBuffer', new ArrayBuffer(8)],
  ['typed array', new Uint8Array(8)],
  ['BigInt', 1n],
  ['RegExp', /x/],
  ['Error', new Error('x')],
])('%s is no plain object, wherever it stands', (_what, value) => {
  expect(payloadFault(value)).toContain('neither');
  expect(payloadFault({ list: [value] })).toContain('neither');
});
