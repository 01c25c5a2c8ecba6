import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { actions, pageActionIds } from '../../src-shared/actions.ts';
import type { PageActionId } from '../../src-shared/actions.ts';
import { listen } from '../api.ts';
import { text } from '../text/text.ts';
import { CommandPalette } from '../ui/palette/command-palette.tsx';
import { ShortcutHelp } from '../ui/shortcut-help.tsx';
import { ActionsContext } from './actions-context.ts';
import { paletteCommands, shortcutGroups } from './commands.ts';
import { isPressed } from './shortcuts.ts';
import { useActions } from './use-actions.ts';

type Shown = 'palette' | 'help' | null;

/** Where the one list of actions meets buttons, keyboard, palette, help, and the menu outside of the page. */
export function CommandRoom({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const go = useCallback((path: string) => void navigate(path), [navigate]);
  const openPalette = useCallback(() => setShown('palette'), []);
  const openHelp = useCallback(() => setShown('help'), []);
  const doing = useActions({ path: pathname, go, openPalette, openHelp });
  const close = () => setShown(null);

  useEffect(() => {
    const obey = (id: PageActionId) => {
      if (doing[id].unavailable === undefined) doing[id].run();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const found = pageActionIds.find((id) => isPressed(actions[id].shortcut, event));
      if (found === undefined || doing[found].unavailable !== undefined) return;
      event.preventDefault();
      obey(found);
    };
    window.addEventListener('keydown', onKeyDown);
    const deaf = listen('action', obey);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      deaf();
    };
  }, [doing]);

  const commands = paletteCommands(doing);
  return (
    <ActionsContext value={doing}>
      {children}
      <CommandPalette
        open={shown === 'palette'}
        commands={commands}
        onClose={close}
        onRun={(id) => {
          const chosen = commands.find((each) => each.id === id);
          if (chosen !== undefined) doing[chosen.id].run();
        }}
      />
      <Dialog
        fullWidth
        open={shown === 'help'}
        onClose={close}
        maxWidth="sm"
        aria-labelledby="help-title"
      >
        <DialogTitle id="help-title">{text.actions.openHelp}</DialogTitle>
        <DialogContent>
          <ShortcutHelp groups={shortcutGroups()} />
        </DialogContent>
      </Dialog>
    </ActionsContext>
  );
}
