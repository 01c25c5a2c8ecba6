/** Menu and tray. */
import { Menu, nativeImage, Tray } from 'electron';
import type { Log } from '../../src-shared/log.ts';
import { menuItems, trayItems, type Choose } from './menu-items.ts';

export function setMenu(choose: Choose): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuItems(choose)));
}

/** Where there is no tray, everything is reached by other ways. */
export function setTray(icon: string, choose: Choose, log: Log): void {
  try {
    const image = nativeImage.createFromPath(icon);
    if (image.isEmpty()) return;
    const tray = new Tray(image);
    tray.setToolTip('Sallyport');
    tray.setContextMenu(Menu.buildFromTemplate(trayItems(choose)));
    tray.on('click', () => choose('openWindow'));
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
