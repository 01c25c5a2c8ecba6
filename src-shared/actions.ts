/**
 * What main offers outside of the page: menu and tray. The page has the same actions under the same ids in its
 * own list, with their shortcuts. Accelerators are written as Electron's.
 */
export const hostActions = {
  open: { accelerator: null, obeyedBy: 'menu' },
  // Shown in the menu, obeyed by the page: it shows what a restart costs and how it went.
  restart: { accelerator: 'CmdOrCtrl+Shift+R', obeyedBy: 'page' },
  quit: { accelerator: 'CmdOrCtrl+Q', obeyedBy: 'menu' },
} as const;

export type HostActionId = keyof typeof hostActions;
