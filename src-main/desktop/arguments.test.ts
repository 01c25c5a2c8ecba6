import { expect, test } from 'vitest';
import { chromiumSwitches, labSwitches, parseArguments } from './arguments.ts';

test('its own words among those of Chromium', () => {
  const argv = ['electron', '--no-sandbox', '/repo', '--', '--home', '/h', '--exit-when-ready'];
  expect(parseArguments(argv)).toEqual({
    ...{ home: '/h', lab: false, exitWhenReady: true, beside: null, labHome: null },
  });
  expect(parseArguments(['electron', '--lab', '--home=/x'])).toMatchObject({
    home: '/x',
    lab: true,
  });
  expect(parseArguments(['electron', '.'])).toMatchObject({ home: undefined });
});

test('the console beside which it was opened', () => {
  const argv = ['electron', ...labSwitches(4711, '/tmp/a home')];
  expect(parseArguments(argv)).toMatchObject({ lab: true, beside: 4711, labHome: '/tmp/a home' });
  // Without the lab it would throw away a home that somebody uses.
  const other = argv.filter((each) => each !== '--lab');
  expect(parseArguments(other)).toMatchObject({ beside: null, labHome: null });
  for (const wrong of ['', '0', '-1', 'x', '1e3']) {
    expect(parseArguments(['electron', '--lab', `--beside=${wrong}`])).toMatchObject({
      beside: null,
    });
  }
});

test('a second console gets the switches of Chromium, not those of this one or of a debugger', () => {
  const argv = [
    ...['electron', '--no-sandbox', '--log-level=3', '--ozone-platform=x11', '/repo', '--'],
    ...['--home', '/h', '--home=/h', '--lab', '--exit-when-ready', '--beside=7', '--lab-home=/h'],
    ...['--inspect=0', '--inspect-brk', '--remote-debugging-port=0', '--labour'],
  ];
  expect(chromiumSwitches(argv)).toEqual([
    ...['--no-sandbox', '--log-level=3', '--ozone-platform=x11', '--labour'],
  ]);
});
