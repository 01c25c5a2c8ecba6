import { text } from '../text/text.ts';
import type { ShortcutGroup } from '../ui/shortcut-help.tsx';
import type { Action } from './use-commands.ts';

export function shortcutGroups(commands: readonly Action[]): ShortcutGroup[] {
  const { keysOf, shortcutGroups: titles } = text.app;
  return [
    {
      title: titles.everywhere,
      shortcuts: commands.flatMap(({ title, shortcut }) =>
        shortcut === undefined ? [] : [{ label: title, keys: shortcut }],
      ),
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
    { title: titles.log, shortcuts: [{ label: text.actions.pause, keys: ['P'] }] },
  ];
}
