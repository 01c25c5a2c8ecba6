import { createContext, useContext } from 'react';
import type { PageActionId } from '../../src-shared/actions.ts';
import type { Doing, PageActions } from './use-actions.ts';

export const ActionsContext = createContext<PageActions | null>(null);

/** Below the frame only: outside of it nobody obeys. */
export function useAction(id: PageActionId): Doing {
  const actions = useContext(ActionsContext);
  if (actions === null) throw new Error('an action is used outside of the frame');
  return actions[id];
}
