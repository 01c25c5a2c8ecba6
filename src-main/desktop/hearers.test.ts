import { expect, test } from 'vitest';
import { hearers } from './hearers.ts';

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

test('everybody who listens hears, until they stop', () => {
  const heard: unknown[] = [];
  const { tell, on } = hearers([]);
  const stop = on('log', (value) => heard.push(['one', value]));
  on('log', (value) => heard.push(['two', value]));
  tell('log', 1);
  stop();
  tell('log', 2);
  tell('gateway', 3);
  expect(heard).toEqual([
    ['one', 1],
    ['two', 1],
    ['two', 2],
  ]);
});

test('an action that came before anybody listened is heard once, by whoever is first', async () => {
  const heard: unknown[] = [];
  const { tell, on } = hearers(['action']);
  tell('action', 'overview');
  tell('action', 'settings');
  // React listens, stops and listens again while it is being developed.
  on('action', (value) => heard.push(['gone', value]))();
  on('action', (value) => heard.push(['there', value]));
  await settled();
  expect(heard).toEqual([['there', 'settings']]);
});

test('it waits on when whoever listened has stopped by then', async () => {
  const heard: unknown[] = [];
  const { tell, on } = hearers(['action']);
  tell('action', 'settings');
  on('action', (value) => heard.push(value))();
  await settled();
  expect(heard).toEqual([]);
  on('action', (value) => heard.push(value));
  await settled();
  expect(heard).toEqual(['settings']);
});

test('of what is said anew nothing is kept', async () => {
  const heard: unknown[] = [];
  const { tell, on } = hearers(['action']);
  tell('gateway', 1);
  on('gateway', (value) => heard.push(value));
  await settled();
  expect(heard).toEqual([]);
});
