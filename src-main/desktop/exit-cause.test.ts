import { expect, test } from 'vitest';
import { signalOf } from './exit-cause.ts';

test.each([
  ['killed', 9, 'linux', 'SIGKILL'],
  ['killed', 15, 'darwin', 'SIGTERM'],
  ['crashed', 6 | 0x80, 'linux', 'SIGABRT'],
  ['crashed', 11, 'linux', 'SIGSEGV'],
  ['abnormal-exit', 3, 'linux', null],
  ['clean-exit', 0, 'linux', null],
  ['crashed', 0, 'linux', null],
  ['crashed', 0xc0000005, 'win32', null],
] as const)('%s %i on %s: %s', (reason, exitCode, platform, signal) => {
  expect(signalOf({ reason, exitCode }, platform)).toBe(signal);
});

test('nothing was told', () => expect(signalOf(null, 'linux')).toBeNull());
