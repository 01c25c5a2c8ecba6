/** What was chosen outside of the page waits for one that can be told. */
import type { PageActionId } from '../../src-shared/actions.ts';

export interface PageActions {
  /** False: there is no page yet, or no more. */
  readonly tell: (id: PageActionId) => boolean;
  /** For the page that comes next; of several choices the last one counts. */
  readonly tellNext: (id: PageActionId) => void;
  /** It asked for something: from now on its preload script hears, and keeps what the page does not listen to yet. */
  readonly pageAsked: () => void;
  /** It is loaded anew, or gone. */
  readonly pageGone: () => void;
}

/** @param send false: nobody hears it */
export function pageActions(send: (id: PageActionId) => boolean): PageActions {
  let there = false;
  let waiting: PageActionId | null = null;
  return {
    tell: (id) => there && send(id),
    tellNext: (id) => {
      waiting = id;
    },
    pageAsked: () => {
      there = true;
      if (waiting !== null) send(waiting);
      waiting = null;
    },
    pageGone: () => {
      there = false;
    },
  };
}
