/**
 * Notices changes of the feed file by looking at it again and again: unlike the notifications of an
 * operating system, that works on every file system, network shares included.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { problem } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { ReadFeed } from './holding.ts';
import { here } from './jobs.ts';
import type { Crew } from './jobs.ts';
import { BYTES_OF_A_DEVICE } from './memory.ts';
import { readStable, stampOf } from './stable-file.ts';
import type { StableFile } from './stable-file.ts';

export type FeedNews =
  | { readonly kind: 'same' }
  /** Written anew with the same content. */
  | { readonly kind: 'touched'; readonly changedAt: number }
  | ({ readonly kind: 'feed' } & ReadFeed)
  | { readonly kind: 'problem'; readonly problems: readonly Problem[] };

export interface FeedSource {
  /** `force` reads the file even where nothing seems changed. */
  readonly check: (path: string, force: boolean) => Promise<FeedNews>;
  /** What was read last has to be read again, as if it were new. */
  readonly forget: () => void;
}

/** What was read last. `stamp` null: there was no file. */
interface Seen {
  readonly path: string;
  readonly stamp: string | null;
  readonly digest: string | null;
  /** Monotonic, milliseconds. */
  readonly firstSeen: number;
  readonly good: boolean;
}

export function openFeedSource(crew: Crew = here): FeedSource {
  let seen: Seen | null = null;
  return {
    check: async (path, force) => {
      const last = seen?.path === path ? seen : null;
      const stamp = await stampOf(path);
      if (!force && last !== null && last.stamp === stamp && isSettled(last))
        return { kind: 'same' };
      const read = await readPatiently(path);
      if (!read.ok) {
        const known = last !== null && !last.good && last.digest === null && last.stamp === stamp;
        seen = { path, stamp, digest: null, firstSeen: performance.now(), good: false };
        return known && !force ? { kind: 'same' } : { kind: 'problem', problems: read.problems };
      }
      const { value: file } = read;
      const firstSeen = last?.stamp === file.stamp ? last.firstSeen : performance.now();
      const now = { path, stamp: file.stamp, digest: file.digest, firstSeen };
      if (last?.digest === file.digest) {
        seen = { ...now, good: last.good };
        if (!last.good) return { kind: 'same' };
        return last.stamp === file.stamp
          ? { kind: 'same' }
          : { kind: 'touched', changedAt: file.changedAt };
      }
      const feed = await crew.run(
        'parseFeed',
        file.bytes.length / BYTES_OF_A_DEVICE,
        file.bytes,
        path,
      );
      seen = { ...now, good: feed.ok };
      return feed.ok
        ? {
            kind: 'feed',
            devices: feed.value,
            changedAt: file.changedAt,
            placedAt: file.placedAt,
          }
        : { kind: 'problem', problems: feed.problems };
    },
    forget: () => {
      seen = null;
    },
  };
}

/**
 * A second write within one tick of the file system's clock leaves the stamp as it is, so a file is
 * looked into again until such a tick is over: two seconds where instants are whole seconds (FAT,
 * old NFS), else the tick of the kernel.
 */
function isSettled(seen: Seen): boolean {
  if (seen.stamp === null) return true;
  const wholeSeconds = /000000000:\d+$/.test(seen.stamp);
  return performance.now() - seen.firstSeen > (wholeSeconds ? 2000 : 50);
}

/** A file that is being written is tried again, for as long as nobody would notice. */
async function readPatiently(path: string): Promise<Result<StableFile>> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const read = await readStable(path);
    if (!read.ok) return read;
    if (read.value !== null) return { ok: true, value: read.value, warnings: [] };
    await wait(20);
  }
  return {
    ok: false,
    problems: [problem('FILE_UNREADABLE', `${path} is being written all the time`, { file: path })],
  };
}
