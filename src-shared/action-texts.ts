/** What the actions are called: the page and the menu say the same. */
import type { ActionGroup, ActionId } from './actions.ts';

export const actionTitles = {
  overview: 'Overview',
  blocked: 'Blocked clients',
  log: 'Block log',
  devices: 'Devices',
  policies: 'Policies',
  settings: 'Settings',
  certificates: 'Certificates',
  diagnostics: 'Diagnostics',
  restart: 'Restart',
  start: 'Start',
  stop: 'Stop',
  runChecks: 'Run all checks',
  setUp: 'Set up this gateway',
  save: 'Save',
  applyAndRestart: 'Apply and restart',
  discard: 'Discard',
  putBack: 'Put back what is in force',
  pause: 'Pause',
  openPalette: 'Search or run',
  openHelp: 'Keyboard shortcuts',
  lightTheme: 'Light theme',
  darkTheme: 'Dark theme',
  systemTheme: 'Theme of the system',
  explore: 'Explore with the lab',
  openWindow: 'Open',
  quit: 'Quit',
} as const satisfies Readonly<Record<ActionId, string>>;

export const actionGroupTitles = {
  pages: 'Pages',
  gateway: 'Gateway',
  changes: 'Changes',
  log: 'Block log',
  window: 'Window',
} as const satisfies Readonly<Record<ActionGroup, string>>;
