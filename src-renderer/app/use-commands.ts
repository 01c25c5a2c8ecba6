/** The one list of actions: buttons, palette, shortcuts and help are fed from it. */
import { useMemo } from 'react';
import { restart, start, stop, useGateway } from '../stores/gateway.ts';
import { applyAndRestart, discard, putBack, save, useSettings } from '../stores/settings.ts';
import { invalidCount } from '../stores/draft.ts';
import { setTheme } from '../stores/window.ts';
import { text } from '../text/text.ts';
import type { Command } from '../ui/palette/command-palette.tsx';
import { themeModes } from '../ui/theme/look.tsx';
import type { CommandRoomValue } from './command-room-context.ts';
import { places } from './places.ts';

export interface Action extends Command {
  readonly run: () => void;
}

interface Situation {
  readonly running: boolean;
  readonly busy: boolean;
  readonly changed: boolean;
  readonly valid: boolean;
}

export function useCommands(go: (path: string) => void, room: CommandRoomValue): Action[] {
  const running = useGateway((state) => state.view?.kind === 'running');
  const busy = useGateway((state) => state.assumed !== null);
  const changed = useSettings((state) => Object.keys(state.draft).length > 0);
  const valid = useSettings((state) => invalidCount(state.draft) === 0);
  return useMemo(
    () => [
      ...pageActions(go),
      ...gatewayActions({ running, busy, changed, valid }),
      ...changeActions({ running, busy, changed, valid }),
      ...windowActions(room),
    ],
    [go, room, running, busy, changed, valid],
  );
}

function pageActions(go: (path: string) => void): Action[] {
  return places.map(({ id, path, icon, key }) => ({
    id: `page ${id}`,
    title: text.frame.pages[id],
    group: text.app.groups.pages,
    icon,
    shortcut: ['mod', key],
    run: () => go(path),
  }));
}

function gatewayActions({ running, busy }: Situation): Action[] {
  const { unavailable, groups } = text.app;
  const group = groups.gateway;
  const onlyRunning = busy ? unavailable.busy : running ? undefined : unavailable.notRunning;
  const onlyStopped = busy ? unavailable.busy : running ? unavailable.running : undefined;
  return [
    {
      id: 'restart',
      title: text.actions.restart,
      group,
      icon: 'restart',
      shortcut: ['mod', 'shift', 'R'],
      unavailable: onlyRunning,
      run: () => void restart(),
    },
    {
      id: 'start',
      title: text.actions.start,
      group,
      icon: 'play',
      unavailable: onlyStopped,
      run: () => void start(),
    },
    {
      id: 'stop',
      title: text.actions.stop,
      group,
      icon: 'cross',
      unavailable: onlyRunning,
      run: () => void stop(),
    },
  ];
}

function changeActions({ changed, valid }: Situation): Action[] {
  const group = text.app.groups.changes;
  const { nothingToSave, notValid } = text.app.unavailable;
  const needsDraft = changed ? undefined : nothingToSave;
  const needsValid = needsDraft ?? (valid ? undefined : notValid);
  return [
    {
      id: 'save',
      title: text.actions.save,
      group,
      icon: 'disk',
      shortcut: ['mod', 'S'],
      unavailable: needsValid,
      run: () => void save(),
    },
    {
      id: 'apply',
      title: text.actions.applyAndRestart,
      group,
      icon: 'check',
      shortcut: ['mod', 'enter'],
      unavailable: valid ? undefined : notValid,
      run: () => void applyAndRestart(),
    },
    {
      id: 'discard',
      title: text.actions.discard,
      group,
      icon: 'revert',
      unavailable: needsDraft,
      run: discard,
    },
    {
      id: 'put back',
      title: text.actions.putBack,
      group,
      icon: 'revert',
      run: () => void putBack(),
    },
  ];
}

function windowActions(room: CommandRoomValue): Action[] {
  const group = text.app.groups.window;
  return [
    {
      id: 'palette',
      title: text.actions.openPalette,
      group,
      icon: 'search',
      shortcut: ['mod', 'K'],
      run: room.openPalette,
    },
    {
      id: 'help',
      title: text.actions.openHelp,
      group,
      icon: 'keyboard',
      shortcut: ['?'],
      run: room.openHelp,
    },
    ...themeModes.map((mode) => ({
      id: `theme ${mode}`,
      title: text.app.themes[mode],
      group,
      icon: mode === 'dark' ? ('moon' as const) : ('sun' as const),
      keywords: [text.frame.theme.label],
      run: () => setTheme(mode),
    })),
  ];
}
