import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('its own words among those of Chromium', () => {
  const argv = ['electron', '--no-sandbox', '/repo', '--', '--home', '/h', '--exit-when-ready'];
  expect(parseArguments(argv)).toEqual({ home: '/h', lab: false, exitWhenReady: true });
  expect(parseArguments(['electron', '--lab', '--home=/x'])).toMatchObject({
    home: '/x',
    lab: true,
  });
  expect(parseArguments(['electron', '.'])).toMatchObject({ home: undefined });
});
