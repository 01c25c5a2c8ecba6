import { expect, test } from 'vitest';
import { isWholeRun, relayOptions } from './bench-relay.mjs';

test('without options everything is measured, and the report is written', () => {
  const asked = relayOptions([]);
  expect(asked).toMatchObject({ workloads: ['a', 'b', 'c', 'd', 'e'], rounds: 5, only: null });
  expect(isWholeRun(asked)).toBe(true);
  expect(isWholeRun(relayOptions(['--workload', 'a', '--node24']))).toBe(true);
});

test('what is measured in part writes none', () => {
  const parts = [
    ['--quick'],
    ['--rounds', '4'],
    ['--only', 'sallyport,nginx'],
    ['--from', '/elsewhere'],
    ['--out', 'results'],
  ];
  for (const args of parts) expect(isWholeRun(relayOptions(args)), args.join(' ')).toBe(false);
  expect(relayOptions(['--quick'])).toMatchObject({
    rounds: 3,
    only: ['sallyport-silent', 'nginx', 'fast-proxy'],
  });
});

test('what it does not know is told with what it knows', () => {
  expect(() => relayOptions(['--fast'])).toThrow('--workload');
  expect(() => relayOptions(['--workload', 'a,x'])).toThrow('no workload x');
  expect(() => relayOptions(['--rounds', 'some'])).toThrow('--rounds is a number');
  expect(() => relayOptions(['--few', '500', '--many', '500'])).toThrow('--many must be more');
});
