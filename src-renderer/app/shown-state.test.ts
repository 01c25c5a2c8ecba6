import { expect, it } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { shownState } from './shown-state.ts';

const failed = (message: string, place: { file: string; key?: string }) =>
  shownState(
    { kind: 'failed', retryAt: null, problems: [problem('JSON_SYNTAX', message, place)] },
    null,
  ).reason;

it.each(['/var/lib/sallyport/config/mem-configuration.json', 'C:\\home\\mem-configuration.json'])(
  'what is wrong with a whole file is said with its name: %s',
  (file) => {
    expect(failed('Property name expected.', { file })).toBe(
      'mem-configuration.json: Property name expected.',
    );
  },
);

it('what names the file or a key already is said as it is', () => {
  const file = '/etc/devices.json';
  expect(failed('/etc/devices.json does not exist.', { file })).toBe(
    '/etc/devices.json does not exist.',
  );
  expect(failed('Port 1 is taken.', { file, key: 'listener.port' })).toBe('Port 1 is taken.');
});
