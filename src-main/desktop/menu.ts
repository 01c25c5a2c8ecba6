/** Menu and tray, from the one list of actions. */
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import { hostActions, type HostActionId } from '../../src-shared/actions.ts';
import type { Log } from '../../src-shared/log.ts';

export type Doing = Readonly<Record<HostActionId, () => void>>;

const labels: Readonly<Record<HostActionId, string>> = {
  open: 'Open Sallyport',
  restart: 'Restart gateway',
  quit: 'Quit',
};

export function setMenu(doing: Doing): void {
  const edit: MenuItemConstructorOptions = { role: 'editMenu' };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
  };
  const gateway: MenuItemConstructorOptions = {
    label: 'Gateway',
    submenu: [item('restart', doing), { type: 'separator' }, item('quit', doing)],
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate([gateway, edit, view]));
}

/** Where there is no tray, everything is reached by other ways. */
export function setTray(icon: string, doing: Doing, log: Log): void {
  try {
    const image = nativeImage.createFromPath(icon);
    if (image.isEmpty()) return;
    const tray = new Tray(image);
    tray.setToolTip('Sallyport');
    const items = (['open', 'restart', 'quit'] as const).map((id) => item(id, doing));
    tray.setContextMenu(Menu.buildFromTemplate(items));
    tray.on('click', doing.open);
    kept = tray;
  } catch (error) {
    log.warn({ err: error }, 'there is no tray');
  }
}

/** An icon that nobody holds is collected, and gone. */
let kept: Tray | null = null;

export function dropTray(): void {
  kept?.destroy();
  kept = null;
}

function item(id: HostActionId, doing: Doing): MenuItemConstructorOptions {
  const { accelerator, obeyedBy } = hostActions[id];
  return {
    label: labels[id],
    click: doing[id],
    registerAccelerator: obeyedBy === 'menu',
    ...(accelerator === null ? {} : { accelerator }),
  };
}
