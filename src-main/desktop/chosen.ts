/** What was chosen in menu or tray: the page obeys where there is one, because it shows how it goes. */
import { isPageAction, type HostActionId, type PageActionId } from '../../src-shared/actions.ts';
import type { Log } from '../../src-shared/log.ts';
import type { Choose } from './menu-items.ts';
import type { PageActions } from './page-actions.ts';

export interface Chooser {
  /** Brings the window to the front, and makes one where there is none. */
  readonly show: () => void;
  readonly page: Pick<PageActions, 'tell' | 'tellNext'>;
  /** Rejects when it was refused. */
  readonly restart: () => Promise<unknown>;
  readonly quit: () => void;
  readonly log: Log;
}

export function chooser({ show, page, restart, quit, log }: Chooser): Choose {
  const byMain: Readonly<Record<Exclude<HostActionId, PageActionId>, () => void>> = {
    openWindow: show,
    quit,
  };
  const withoutPage = async (id: PageActionId): Promise<void> => {
    if (id !== 'restart') {
      page.tellNext(id);
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
    else if (page.tell(id)) show();
    else void withoutPage(id);
  };
}
