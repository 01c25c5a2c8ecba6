/** What was chosen in menu or tray: the page obeys where there is one, because it shows how it goes. */
import { isPageAction, type HostActionId, type PageActionId } from '../../src-shared/actions.ts';
import type { Log } from '../../src-shared/log.ts';
import type { Choose } from './menu-items.ts';

export interface Chooser {
  /** Brings the window to the front, and makes one where there is none. */
  readonly show: () => void;
  /** False: there is no page that could obey. */
  readonly tellPage: (id: PageActionId) => boolean;
  /** Rejects when it was refused. */
  readonly restart: () => Promise<unknown>;
  readonly quit: () => void;
  readonly log: Log;
}

export function chooser({ show, tellPage, restart, quit, log }: Chooser): Choose {
  const byMain: Readonly<Record<Exclude<HostActionId, PageActionId>, () => void>> = {
    openWindow: show,
    quit,
  };
  const withoutPage = async (id: PageActionId): Promise<void> => {
    if (id !== 'restart') {
      show();
      return;
    }
    try {
      await restart();
    } catch (error) {
      log.warn({ err: error }, 'the restart that was chosen outside of the window failed');
      // Nobody would hear of it otherwise.
      show();
    }
  };
  return (id: HostActionId) => {
    if (!isPageAction(id)) byMain[id]();
    else if (tellPage(id)) show();
    else void withoutPage(id);
  };
}
