/**
 * Single changes of the last hour. A complete list takes minutes to be read page by page: what it says of a device
 * may be older than the wipe that was pushed meanwhile, and must not undo it.
 */
import { amending } from './changing.ts';
import type { DirectoryChange } from './changing.ts';
import type { ReadFeed } from './holding.ts';
import { calmly } from './work.ts';

/** Longer than any list is read. */
const KEPT_MS = 60 * 60_000;

export interface RecentChanges {
  readonly add: (change: DirectoryChange) => void;
  /** The list, with what changed since it began to be read. */
  readonly over: (list: ReadFeed) => Promise<ReadFeed>;
}

export function openRecentChanges(now: () => Date): RecentChanges {
  let kept: readonly { readonly cameAt: number; readonly change: DirectoryChange }[] = [];
  return {
    add: (change) => {
      const cameAt = now().getTime();
      const fresh = kept.filter((each) => cameAt - each.cameAt < KEPT_MS);
      if (change.devices.length + change.removed.length > 0) kept = [...fresh, { cameAt, change }];
    },
    over: async (list) => {
      let { devices } = list;
      for (const { cameAt, change } of kept)
        if (cameAt >= list.placedAt) devices = await calmly(amending(devices, change));
      return { ...list, devices };
    },
  };
}
