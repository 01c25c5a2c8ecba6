import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { actionTitles } from '../../src-shared/action-texts.ts';
import { actions, actionsIn, type ActionId } from '../../src-shared/actions.ts';
import { acceleratorOf, menuItems, trayItems } from './menu-items.ts';

type Item = MenuItemConstructorOptions;
const within = (items: readonly Item[]): Item[] =>
  items.flatMap((each) => (Array.isArray(each.submenu) ? within(each.submenu) : [each]));
const ids = (items: readonly Item[]): ActionId[] =>
  within(items).flatMap(({ id }) => (id === undefined ? [] : [id as ActionId]));

test('the menu has each action that the list puts there, once', () => {
  const found = ids(menuItems(() => undefined));
  expect([...found].sort()).toEqual([...actionsIn('menu')].sort());
});

test('the tray has what the list puts there: restart, open, quit', () => {
  const found = ids(trayItems(() => undefined));
  expect(found).toEqual(actionsIn('tray'));
  expect([...found].sort()).toEqual(['openWindow', 'quit', 'restart']);
});

test('an item has the words of the list and says what was chosen', () => {
  const choose = vi.fn();
  for (const each of within([...menuItems(choose), ...trayItems(choose)])) {
    if (each.id === undefined) continue;
    const id = each.id as ActionId;
    expect(each.label).toBe(actionTitles[id]);
    each.click?.({} as never, undefined, {});
    expect(choose).toHaveBeenLastCalledWith(id);
    // A key that both main and the page obeyed would do it twice.
    expect(each.registerAccelerator).toBe(actions[id].obeyedBy === 'main');
  }
});

test('edit and zoom stay what the system makes of them', () => {
  const all = menuItems(() => undefined);
  const roles = [...all, ...within(all)].flatMap(({ role }) => role ?? []);
  expect(roles).toEqual(['editMenu', 'editMenu', 'resetZoom', 'zoomIn', 'zoomOut']);
});

test.each([
  [['mod', 'shift', 'R'], 'CmdOrCtrl+Shift+R'],
  [['mod', 'enter'], 'CmdOrCtrl+Enter'],
  [['mod', '1'], 'CmdOrCtrl+1'],
  [['P'], null],
  [['?'], null],
  [null, null],
])('%j is %s for Electron', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator);
});
