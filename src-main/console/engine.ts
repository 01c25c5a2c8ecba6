/** The parts that a gateway process is made of, as its composition root hands them in. */
import type { Log } from '../../src-shared/log.ts';
import type { DirectoryOptions, DirectoryService } from '../compliance/service.ts';
import type { OpenGateway } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import type { ReadBlocked } from './blocked-thread.ts';

export interface Engine {
  readonly openGateway: OpenGateway;
  readonly openDirectory: (options: DirectoryOptions) => Promise<DirectoryService>;
  readonly openJournal: (options: {
    readonly folder: string;
    readonly log: Log;
    readonly now: () => Date;
  }) => Promise<Journal>;
  readonly readBlocked: ReadBlocked;
}
