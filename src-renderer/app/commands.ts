/** What the list says and what the page knows of an action, as palette and help show it. */
import { actionIds, actions, actionsIn, isPageAction } from '../../src-shared/actions.ts';
import type { PageActionId } from '../../src-shared/actions.ts';
import { text } from '../text/text.ts';
import type { Command } from '../ui/palette/command-palette.tsx';
import type { ShortcutGroup } from '../ui/shortcut-help.tsx';
import type { PageActions } from './use-actions.ts';

export interface PageCommand extends Command {
  readonly id: PageActionId;
}

export function paletteCommands(doing: PageActions): PageCommand[] {
  return actionsIn('palette')
    .filter(isPageAction)
    .filter((id) => doing[id].hidden !== true)
    .map((id) => ({
      id,
      title: doing[id].title ?? text.actions[id],
      group: text.app.groups[actions[id].group],
      icon: doing[id].icon,
      shortcut: actions[id].shortcut ?? undefined,
      unavailable: doing[id].unavailable,
    }));
}

/** Whatever has a shortcut, and the keys of lists, which are no actions. */
export function shortcutGroups(): ShortcutGroup[] {
  const { keysOf, shortcutGroups: titles } = text.app;
  const log = actionIds.filter((id) => actions[id].group === 'log');
  return [
    {
      title: titles.everywhere,
      shortcuts: actionIds.filter((id) => !log.includes(id)).flatMap(shortcutOf),
    },
    {
      title: titles.lists,
      shortcuts: [
        { label: keysOf.search, keys: ['/'] },
        { label: keysOf.move, keys: ['up', 'down'] },
        { label: keysOf.page, keys: ['pageUp', 'pageDown'] },
        { label: keysOf.edges, keys: ['home', 'end'] },
        { label: keysOf.open, keys: ['enter'] },
        { label: keysOf.closeDetails, keys: ['escape'] },
      ],
    },
    { title: titles.log, shortcuts: log.flatMap(shortcutOf) },
  ];
}

function shortcutOf(id: (typeof actionIds)[number]): ShortcutGroup['shortcuts'] {
  const { shortcut } = actions[id];
  return shortcut === null ? [] : [{ label: text.actions[id], keys: shortcut }];
}
