/** Which picture stands where: scripts/icons.mjs makes them. */
import { join } from 'node:path';

/** Windows and macOS take it from the program, Linux from the window. */
export function windowIcon(
  built: (name: string) => string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  return platform === 'linux' ? built('../../assets/icon.png') : undefined;
}

/**
 * macOS colours a template as its menu bar needs it, and knows one by its name. Electron finds the `@2x` of each by itself.
 * `root` is the folder of the page, which the build copies assets/public into.
 */
export function trayIcon(root: string, platform: NodeJS.Platform = process.platform): string {
  return join(root, platform === 'darwin' ? 'trayTemplate.png' : 'tray.png');
}
