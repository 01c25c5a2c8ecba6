import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { text } from '../text/text.ts';
import { CommandPalette } from '../ui/palette/command-palette.tsx';
import { ShortcutHelp } from '../ui/shortcut-help.tsx';
import { CommandRoomContext } from './command-room-context.ts';
import { shortcutGroups } from './shortcut-groups.ts';
import { isPressed } from './shortcuts.ts';
import { useCommands } from './use-commands.ts';

type Shown = 'palette' | 'help' | null;

/** Where the one list of actions meets keyboard, palette and help. */
export function CommandRoom({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  const navigate = useNavigate();
  const room = useMemo(
    () => ({ openPalette: () => setShown('palette'), openHelp: () => setShown('help') }),
    [],
  );
  const go = useCallback((path: string) => void navigate(path), [navigate]);
  const commands = useCommands(go, room);
  const close = () => setShown(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const found = commands.find(({ shortcut }) => isPressed(shortcut, event));
      if (found === undefined || found.unavailable !== undefined) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [commands]);

  return (
    <CommandRoomContext value={room}>
      {children}
      <CommandPalette
        open={shown === 'palette'}
        commands={commands}
        onClose={close}
        onRun={(id) => commands.find((each) => each.id === id)?.run()}
      />
      <Dialog open={shown === 'help'} onClose={close} maxWidth="md" aria-labelledby="help-title">
        <DialogTitle id="help-title">{text.shortcuts.title}</DialogTitle>
        <DialogContent>
          <ShortcutHelp groups={shortcutGroups(commands)} />
        </DialogContent>
      </Dialog>
    </CommandRoomContext>
  );
}
