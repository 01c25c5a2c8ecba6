/** The sample world in a window of its own: on its way, or why it is not there. */
import { create } from 'zustand';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

type ExploreState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export const useExplore = create<ExploreState>()(() => ({ kind: 'none' }));

const put = (state: ExploreState): void => useExplore.setState(state, true);

/** The host answers in any case: it has a guard of its own. */
export async function explore(): Promise<void> {
  if (useExplore.getState().kind === 'opening') return;
  put({ kind: 'opening' });
  const reply = await call('explore', {});
  put(reply.ok ? { kind: 'none' } : { kind: 'failed', problems: reply.problems });
}

export function dismissExplore(): void {
  put({ kind: 'none' });
}
