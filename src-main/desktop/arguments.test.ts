import { expect, test } from 'vitest';
import { besideSwitch, chromiumSwitches, parseArguments } from './arguments.ts';

test('its own words among those of Chromium', () => {
  const argv = ['electron', '--no-sandbox', '/repo', '--', '--home', '/h', '--exit-when-ready'];
  expect(parseArguments(argv)).toEqual({
    ...{ home: '/h', lab: false, exitWhenReady: true, beside: null },
  });
  expect(parseArguments(['electron', '--lab', '--home=/x'])).toMatchObject({
    home: '/x',
    lab: true,
  });
  expect(parseArguments(['electron', '.'])).toMatchObject({ home: undefined });
});

test('the console beside which it was opened', () => {
  const argv = ['electron', '--lab', besideSwitch(4711)];
  expect(parseArguments(argv)).toMatchObject({ beside: 4711 });
  // Without the lab it would throw away a home that somebody uses.
  expect(parseArguments(['electron', besideSwitch(4711)])).toMatchObject({ beside: null });
  for (const wrong of ['', '0', '-1', 'x', '1e3']) {
    expect(parseArguments(['electron', '--lab', `--beside=${wrong}`])).toMatchObject({
      beside: null,
    });
  }
});

test('a second console gets the switches of Chromium, not those of this one or of a debugger', () => {
  const argv = [
    ...['electron', '--no-sandbox', '--log-level=3', '--ozone-platform=x11', '/repo', '--'],
    ...['--home', '/h', '--home=/h', '--lab', '--exit-when-ready', '--beside=7'],
    ...['--inspect=0', '--inspect-brk', '--remote-debugging-port=0', '--labour'],
  ];
  expect(chromiumSwitches(argv)).toEqual([
    ...['--no-sandbox', '--log-level=3', '--ozone-platform=x11', '--labour'],
  ]);
});
