/** What the directory of a running gateway offers, and what it needs. */
import type { Override } from '../../src-shared/devices.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import type { DirectoryChange } from './changing.ts';
import type { Directory } from './directory.ts';
import type { Waiting } from './held.ts';
import type { ReadFeed } from './holding.ts';
import type { DirectoryPaths } from './read-once.ts';
import type { SeenDevices } from './weighing.ts';

export interface DirectoryOptions extends Omit<DirectoryPaths, 'feedFile'> {
  /** Null: lists come by `take`, and no file is looked at. */
  readonly feedFile: string | null;
  readonly now: () => Date;
  /** Those in force: whom a list would newly block is decided under them. */
  readonly policies?: () => Policies;
  readonly seen?: SeenDevices;
  /** Called after devices or overrides changed; running streams want to be decided anew. */
  readonly onChange: () => void;
  readonly log: Log;
  /** The built `directory-worker.cjs`; without it all work is done in this thread. */
  readonly workerFile?: string;
  /** How often the feed is looked at; a change is in force within this and the time to read it. */
  readonly pollMs?: number;
  /** How many removed devices are remembered, 200,000 unless told. */
  readonly removedLimit?: number;
}

/** What became of a complete list. */
export type Taken =
  | { readonly kind: 'taken' }
  /** It would newly block too many (ADR 28); its wipes are taken. */
  | { readonly kind: 'held' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export interface DirectoryService {
  readonly current: () => Directory;
  readonly problems: () => readonly Problem[];
  /** There never was a list of devices. One that is lost, or cannot be read, or overrides that are: that is another matter. */
  readonly isCold: () => boolean;
  /** Another feed: whatever was known and is not in it becomes `removed`. */
  readonly setFeedFile: (path: string | null) => Promise<void>;
  /**
   * A complete list from elsewhere, through the same door as the file's. `placedAt`: when it began to be read; single
   * changes that came since are laid over it.
   */
  readonly take: (list: ReadFeed) => Promise<Taken>;
  /**
   * Single records that changed; every other device stays as it is. In force when it resolves, and never held: each is
   * news of one device.
   */
  readonly change: (change: DirectoryChange) => Promise<Result<{ readonly devices: number }>>;
  readonly overrides: () => readonly Override[];
  /**
   * In force when this returns its promise, kept on disk when that resolves. A failure says that it
   * will not outlive a restart; or, when the overrides are lost, that nothing was done.
   */
  readonly setOverrides: (overrides: readonly Override[]) => Promise<Result<readonly Override[]>>;
  /** What waits for a person. */
  readonly held: () => Waiting | null;
  /** In force when it resolves; false where something else waits by now. */
  readonly confirmHeld: (since: string) => Promise<boolean>;
  /** Reads the feed now, changed or not. */
  readonly refresh: () => Promise<void>;
  readonly close: () => Promise<void>;
}
