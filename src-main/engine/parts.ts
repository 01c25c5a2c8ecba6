/** The parts that a gateway is made of, as the composition root of its process hands them in. */
import type { Log } from '../../src-shared/log.ts';
import type { DirectoryOptions, DirectoryService } from '../compliance/service.ts';
import type { OpenGateway } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import type { ReadBlocked, ReadClients, ReadSeen } from './blocked-thread.ts';

export interface EngineParts {
  readonly openGateway: OpenGateway;
  readonly openDirectory: (options: DirectoryOptions) => Promise<DirectoryService>;
  readonly openJournal: (options: {
    readonly folder: string;
    readonly log: Log;
    readonly now: () => Date;
  }) => Promise<Journal>;
  readonly readBlocked: ReadBlocked;
  readonly readClients: ReadClients;
  readonly readSeen: ReadSeen;
}
