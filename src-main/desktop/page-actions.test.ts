import { expect, test } from 'vitest';
import { pageActions } from './page-actions.ts';

function line(hears = true) {
  const sent: string[] = [];
  const send = (id: string): boolean => {
    if (hears) sent.push(id);
    return hears;
  };
  return { sent, actions: pageActions(send) };
}

test('a page that asked is told', () => {
  const { sent, actions } = line();
  actions.pageAsked();
  expect(actions.tell('restart')).toBe(true);
  expect(sent).toEqual(['restart']);
});

test('before there is one, and after it is gone, nobody is told', () => {
  const { sent, actions } = line();
  expect(actions.tell('restart')).toBe(false);
  actions.pageAsked();
  actions.pageGone();
  expect(actions.tell('restart')).toBe(false);
  expect(sent).toEqual([]);
});

test('a page that ends just now hears nothing, and that is said', () => {
  const { sent, actions } = line(false);
  actions.pageAsked();
  expect(actions.tell('restart')).toBe(false);
  expect(sent).toEqual([]);
});

test('what waits is told once, to the next page, and of several the last', () => {
  const { sent, actions } = line();
  actions.tellNext('settings');
  actions.tellNext('log');
  actions.pageAsked();
  actions.pageAsked();
  expect(sent).toEqual(['log']);
});
