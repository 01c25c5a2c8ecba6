/** What menu and tray show, from the one list of actions. Nothing of Electron runs here. */
import type { MenuItemConstructorOptions } from 'electron';
import { actionGroupTitles, actionTitles } from '../../src-shared/action-texts.ts';
import {
  actions,
  actionsIn,
  isPageAction,
  type ActionGroup,
  type HostActionId,
} from '../../src-shared/actions.ts';

export type Choose = (id: HostActionId) => void;

const separator: MenuItemConstructorOptions = { type: 'separator' };

export function menuItems(choose: Choose): MenuItemConstructorOptions[] {
  const group = (
    name: ActionGroup,
    ...more: MenuItemConstructorOptions[]
  ): MenuItemConstructorOptions => {
    const ids = actionsIn('menu').filter((id) => actions[id].group === name);
    const items = ids.map((id) => item(id, choose));
    return { label: actionGroupTitles[name], submenu: [...items, ...more] };
  };
  const zoom = (['resetZoom', 'zoomIn', 'zoomOut'] as const).map((role) => ({ role }));
  return [
    group('gateway'),
    { role: 'editMenu' },
    group('pages'),
    group('window', separator, ...zoom),
  ];
}

export function trayItems(choose: Choose): MenuItemConstructorOptions[] {
  return actionsIn('tray').map((id) => item(id, choose));
}

function item(id: HostActionId, choose: Choose): MenuItemConstructorOptions {
  const accelerator = acceleratorOf(actions[id].shortcut);
  return {
    id,
    label: actionTitles[id],
    click: () => choose(id),
    // The page hears its keys itself, and knows when somebody types.
    registerAccelerator: !isPageAction(id),
    ...(accelerator === null ? {} : { accelerator }),
  };
}

const names: Readonly<Record<string, string>> = {
  mod: 'CmdOrCtrl',
  shift: 'Shift',
  enter: 'Enter',
};

/** As Electron writes it. Null for a plain key: macOS registers what a menu shows, and letters are typed. */
export function acceleratorOf(keys: readonly string[] | null): string | null {
  if (keys?.includes('mod') !== true) return null;
  return keys.map((key) => names[key] ?? key).join('+');
}
