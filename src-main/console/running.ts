/** What the use cases see of a gateway that runs in this process. */
import type { DirectoryService } from '../compliance/service.ts';
import type { Journal } from '../journal/journal.ts';
import type { FileTexts } from '../settings/load.ts';
import type { SerialQueue } from '../supervisor/queue.ts';
import type { Service } from '../supervisor/service.ts';
import type { ReadBlocked } from './blocked-thread.ts';

export interface Running {
  readonly service: Service<FileTexts>;
  readonly directory: DirectoryService;
  readonly journal: Journal;
  /** Whoever reads or writes the files of settings waits for its turn here. */
  readonly files: SerialQueue;
  /** Reads the journal without holding up this thread. */
  readonly readBlocked: ReadBlocked;
  /** Connections cut so far because directory or overrides changed. */
  readonly cuts: () => number;
  /** Begins the end of the process; resolves when the gateway has drained. */
  readonly stop: () => Promise<void>;
}
