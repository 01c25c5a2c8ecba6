/**
 * Single changes of the last hour. A complete list takes minutes to be read page by page: what it says of a device
 * may be older than the wipe that was pushed meanwhile, and must not undo it.
 */
import type { DirectoryChange } from './changing.ts';
import { rowsOf } from './holding.ts';
import type { ReadFeed } from './holding.ts';
import type { Crew } from './jobs.ts';

/** Longer than any list is read. */
const KEPT_MS = 60 * 60_000;

/** Beyond it the oldest changes go. */
const RECORDS_LIMIT = 200_000;

export interface RecentChanges {
  readonly add: (change: DirectoryChange) => void;
  /** The list, with what changed since it began to be read. */
  readonly over: (list: ReadFeed) => Promise<ReadFeed>;
}

export function openRecentChanges(
  now: () => Date,
  crew: Crew,
  limit = RECORDS_LIMIT,
): RecentChanges {
  let kept: readonly { readonly cameAt: number; readonly change: DirectoryChange }[] = [];
  return {
    add: (change) => {
      const cameAt = now().getTime();
      const fresh = kept.filter((each) => cameAt - each.cameAt < KEPT_MS);
      if (sizeOf(change) === 0) return;
      kept = [...fresh, { cameAt, change }];
      let records = kept.reduce((sum, each) => sum + sizeOf(each.change), 0);
      // The newest stays, however large.
      while (records > limit && kept.length > 1) {
        const [oldest, ...others] = kept;
        records -= oldest === undefined ? 0 : sizeOf(oldest.change);
        kept = others;
      }
    },
    over: async (list) => {
      let over = list;
      for (const { cameAt, change } of kept)
        if (cameAt >= list.placedAt) over = await amended(over, change, crew);
      return over;
    },
  };
}

/** The list with a single change in it. */
export async function amended(
  list: ReadFeed,
  change: DirectoryChange,
  crew: Crew,
): Promise<ReadFeed> {
  const rows = await rowsOf(list.devices, crew);
  const packed = { ...change, devices: await rowsOf(change.devices, crew) };
  return { ...list, devices: await crew.run('amend', rows.length, rows, packed) };
}

function sizeOf({ devices, removed }: DirectoryChange): number {
  return devices.length + removed.length;
}
