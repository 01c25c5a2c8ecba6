import { expect, test } from 'vitest';
import { actionIds, actions, actionsIn } from './actions.ts';
import { windowEvents } from './contract/window.ts';

const shortcuts = actionIds.flatMap((id) => {
  const { shortcut } = actions[id];
  return shortcut === null ? [] : [shortcut.join('+').toLowerCase()];
});

test('no two actions have the same keys', () => {
  expect(shortcuts.length).toBeGreaterThan(8);
  expect(shortcuts).toEqual([...new Set(shortcuts)]);
});

test('no action takes the keys that edit and zoom in every window', () => {
  const taken = ['z', 'y', 'x', 'c', 'v', 'a', '0', '+', '-', 'shift+z', 'shift+v'];
  expect(shortcuts.filter((keys) => taken.some((each) => keys === `mod+${each}`))).toEqual([]);
});

test('each action is offered somewhere, and the palette has nothing that the page cannot do', () => {
  expect(actionIds.filter((id) => actions[id].in.length === 0)).toEqual([]);
  for (const id of actionsIn('palette')) expect(actions[id].obeyedBy, id).toBe('page');
});

test('main can tell the page every action of menu and tray that the page obeys, and no other', () => {
  for (const id of [...actionsIn('menu'), ...actionsIn('tray')]) {
    const taken = windowEvents.action.safeParse(id).success;
    expect(taken, id).toBe(actions[id].obeyedBy === 'page');
  }
  expect(windowEvents.action.safeParse('constructor').success).toBe(false);
});
