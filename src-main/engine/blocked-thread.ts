/**
 * The one question to the journal that takes long (0.5 s over 500,000 events, measured): in the
 * process of a gateway it is asked in a thread, because mail must not wait for an administrator.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import { openReader } from '../journal/reader.ts';

export interface BlockedQuestion {
  readonly folder: string;
  readonly since: Date;
  readonly limit: number;
}

export type ReadBlocked = (question: BlockedQuestion) => Promise<Result<readonly BlockedClient[]>>;

/** In this thread: for a command line that has nothing else to do. */
export const readBlocked: ReadBlocked = async (question) => answer(question);

/** In a thread of its own, which runs `file`; that file calls `answerInThread` first of all. */
export function readBlockedInThread(file: string): ReadBlocked {
  return (question) =>
    new Promise((resolve) => {
      const worker = new Worker(file, { workerData: { question }, execArgv: [] });
      worker.unref();
      worker.once('message', (result: Result<readonly BlockedClient[]>) => resolve(result));
      worker.once('error', (error) => resolve(failure(problem('INTERNAL', error.message))));
      // After an answer this changes nothing: a promise settles once.
      worker.once('exit', (code) =>
        resolve(failure(problem('INTERNAL', `the thread that reads the journal ended: ${code}`))),
      );
    });
}

/** True when this is such a thread: then the answer is given and nothing else is to be done. */
export function answerInThread(): boolean {
  if (isMainThread) return false;
  const { question } = workerData as { question: BlockedQuestion };
  parentPort?.postMessage(answer(question));
  return true;
}

function answer({ folder, since, limit }: BlockedQuestion): Result<readonly BlockedClient[]> {
  const reader = openReader(folder);
  if (reader === null) return success([]);
  try {
    const found = reader.blockedSince(since, limit);
    return found.ok ? success(found.value.items) : found;
  } finally {
    reader.close();
  }
}
