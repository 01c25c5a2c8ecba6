/** What the gateway's thread and the journal's thread say to each other. */

/** Begins the thread (`workerData`). */
export interface WorkerStart {
  readonly folder: string;
  /** Not null: the file is damaged, in these words; put it aside before opening. */
  readonly setAside: string | null;
}

/** Events as JSON, in the order of recording. Batches are numbered upwards from 1. */
export interface Batch {
  readonly batch: number;
  readonly events: readonly string[];
}

export type ToWorker = ({ readonly kind: 'write' } & Batch) | { readonly kind: 'close' };

export type FromWorker =
  /** Null: nothing is known of what was stored before, for a damaged file was set aside. */
  | { readonly kind: 'opened'; readonly lastSeq: number | null; readonly repaired: string | null }
  /** Everything up to this batch is in the file, but for `refused` events that no file would take. */
  | { readonly kind: 'written'; readonly batch: number; readonly refused: number }
  /** It keeps what it has and tries again every second. */
  | { readonly kind: 'failing'; readonly reason: string }
  | { readonly kind: 'recovered' }
  /** The thread ends, because only that closes the file for certain; the next one goes on. */
  | { readonly kind: 'leaving'; readonly setAside: string | null };
