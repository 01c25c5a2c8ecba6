/** What is recorded and not yet in the file: bounded, in order, in batches that are acknowledged. */
import type { Batch } from './protocol.ts';

export interface Queue {
  /** False, and counted, when the queue is full: the newest event goes, for the older ones are already on their way. */
  readonly add: (json: string) => boolean;
  /** Counts events that were given up for another reason. */
  readonly drop: (count: number) => void;
  /** Events that are in no batch yet. */
  readonly collected: () => number;
  /** Puts them into a batch; null when there are none. */
  readonly seal: () => Batch | null;
  /** Batches up to this one are in the file. */
  readonly acknowledge: (batch: number) => void;
  /** To be sent again when the thread ended. */
  readonly unacknowledged: () => readonly Batch[];
  readonly waiting: () => number;
  readonly dropped: () => number;
}

export function createQueue(limit: number): Queue {
  let collecting: string[] = [];
  let sealed: Batch[] = [];
  let inBatches = 0;
  let number = 0;
  let dropped = 0;
  return {
    add: (json) => {
      if (inBatches + collecting.length >= limit) {
        dropped += 1;
        return false;
      }
      collecting.push(json);
      return true;
    },
    drop: (count) => {
      dropped += count;
    },
    collected: () => collecting.length,
    seal: () => {
      if (collecting.length === 0) return null;
      number += 1;
      const batch = { batch: number, events: collecting };
      collecting = [];
      inBatches += batch.events.length;
      sealed.push(batch);
      return batch;
    },
    acknowledge: (batch) => {
      const rest = sealed.filter((each) => each.batch > batch);
      inBatches = rest.reduce((sum, each) => sum + each.events.length, 0);
      sealed = rest;
    },
    unacknowledged: () => sealed,
    waiting: () => inBatches + collecting.length,
    dropped: () => dropped,
  };
}
