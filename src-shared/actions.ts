/**
 * THE list of actions: buttons, palette, shortcuts, help, menu and tray are fed from it, in its order. How the page
 * obeys, and when it cannot, is in src-renderer/app/use-actions.ts; what main does is in src-main/desktop.
 */

export type ActionGroup = 'pages' | 'gateway' | 'changes' | 'log' | 'window';

/** Where it is offered, besides its button. What has a shortcut is in the help, too. */
export type ActionPlace = 'palette' | 'menu' | 'tray';

export interface Action {
  readonly group: ActionGroup;
  /** The page does what it has to show; main does what needs no page. */
  readonly obeyedBy: 'page' | 'main';
  readonly in: readonly ActionPlace[];
  /** Keys pressed together: `mod` is Ctrl, or Cmd on a Mac. */
  readonly shortcut: readonly string[] | null;
}

const palette = ['palette'] as const;
const both = ['palette', 'menu'] as const;

const table = {
  overview: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '1'] },
  blocked: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '2'] },
  log: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '3'] },
  devices: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '4'] },
  policies: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '5'] },
  settings: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '6'] },
  certificates: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '7'] },
  diagnostics: { group: 'pages', obeyedBy: 'page', in: both, shortcut: ['mod', '8'] },
  restart: {
    group: 'gateway',
    obeyedBy: 'page',
    in: ['palette', 'menu', 'tray'],
    shortcut: ['mod', 'shift', 'R'],
  },
  start: { group: 'gateway', obeyedBy: 'page', in: palette, shortcut: null },
  stop: { group: 'gateway', obeyedBy: 'page', in: palette, shortcut: null },
  runChecks: { group: 'gateway', obeyedBy: 'page', in: palette, shortcut: null },
  setUp: { group: 'gateway', obeyedBy: 'page', in: palette, shortcut: null },
  save: { group: 'changes', obeyedBy: 'page', in: palette, shortcut: ['mod', 'S'] },
  applyAndRestart: { group: 'changes', obeyedBy: 'page', in: palette, shortcut: ['mod', 'enter'] },
  discard: { group: 'changes', obeyedBy: 'page', in: palette, shortcut: null },
  putBack: { group: 'changes', obeyedBy: 'page', in: palette, shortcut: null },
  pause: { group: 'log', obeyedBy: 'page', in: palette, shortcut: ['P'] },
  openPalette: { group: 'window', obeyedBy: 'page', in: both, shortcut: ['mod', 'K'] },
  openHelp: { group: 'window', obeyedBy: 'page', in: both, shortcut: ['?'] },
  lightTheme: { group: 'window', obeyedBy: 'page', in: palette, shortcut: null },
  darkTheme: { group: 'window', obeyedBy: 'page', in: palette, shortcut: null },
  systemTheme: { group: 'window', obeyedBy: 'page', in: palette, shortcut: null },
  explore: { group: 'window', obeyedBy: 'page', in: palette, shortcut: null },
  openWindow: { group: 'window', obeyedBy: 'main', in: ['tray'], shortcut: null },
  quit: { group: 'gateway', obeyedBy: 'main', in: ['menu', 'tray'], shortcut: ['mod', 'Q'] },
} as const satisfies Readonly<Record<string, Action>>;

type Table = typeof table;
export type ActionId = keyof Table;

/** The ids whose entry fits. */
type IdsWhere<Entry> = { [Id in ActionId]: Table[Id] extends Entry ? Id : never }[ActionId];
export type PageActionId = IdsWhere<{ readonly obeyedBy: 'page' }>;
/** What menu and tray have. */
export type HostActionId = Exclude<ActionId, IdsWhere<{ readonly in: readonly ['palette'] }>>;

export const actions: Readonly<Record<ActionId, Action>> = table;

export const actionIds = Object.keys(table) as readonly ActionId[];
export const pageActionIds = actionIds.filter(isPageAction);

export function isPageAction(id: ActionId): id is PageActionId {
  return table[id].obeyedBy === 'page';
}

export function actionsIn(place: 'menu' | 'tray'): readonly HostActionId[];
export function actionsIn(place: ActionPlace): readonly ActionId[];
export function actionsIn(place: ActionPlace): readonly ActionId[] {
  return actionIds.filter((id) => actions[id].in.includes(place));
}
