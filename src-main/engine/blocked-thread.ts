/**
 * The questions to the journal that take long (the first 0.5 s over 500,000 events, measured): in the process of a
 * gateway they are asked in a thread, because mail must not wait for an administrator.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import { openReader, type Reader } from '../journal/reader.ts';
import type { RecentClient } from '../journal/recent-clients.ts';

export interface SinceQuestion {
  readonly folder: string;
  readonly since: Date;
  /** The newest so many. */
  readonly limit: number;
}

type Reading<Row> = (question: SinceQuestion) => Promise<Result<readonly Row[]>>;
export type ReadBlocked = Reading<BlockedClient>;
export type ReadClients = Reading<RecentClient>;
/** Fails where the journal does not reach back so far. */
export type ReadSeen = Reading<string>;

interface Rows {
  readonly blocked: BlockedClient;
  readonly clients: RecentClient;
  readonly seen: string;
}

/** In this thread: for a command line that has nothing else to do. */
export const readBlocked: ReadBlocked = async (question) => answer('blocked', question);
export const readClients: ReadClients = async (question) => answer('clients', question);
export const readSeen: ReadSeen = async (question) => answer('seen', question);

interface Asked {
  readonly what: keyof Rows;
  readonly question: SinceQuestion;
}

/** In a thread of its own, which runs `file`; that file calls `answerInThread` first of all. */
export function readBlockedInThread(file: string): ReadBlocked {
  return (question) => inThread(file, 'blocked', question);
}

/** The same. */
export function readClientsInThread(file: string): ReadClients {
  return (question) => inThread(file, 'clients', question);
}

/** The same. */
export function readSeenInThread(file: string): ReadSeen {
  return (question) => inThread(file, 'seen', question);
}

function inThread<What extends keyof Rows>(
  file: string,
  what: What,
  question: SinceQuestion,
): Promise<Result<readonly Rows[What][]>> {
  return new Promise((resolve) => {
    const workerData: Asked = { what, question };
    const worker = new Worker(file, { workerData, execArgv: [] });
    worker.unref();
    worker.once('message', (result: Result<readonly Rows[What][]>) => resolve(result));
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
  const { what, question } = workerData as Asked;
  parentPort?.postMessage(answer(what, question));
  return true;
}

type Read<Row> = (
  reader: Reader,
  question: SinceQuestion,
) => Result<{ readonly items: readonly Row[] }>;

const reads: { readonly [What in keyof Rows]: Read<Rows[What]> } = {
  blocked: (reader, { since, limit }) => reader.blockedSince(since, limit),
  clients: (reader, { since, limit }) => reader.clientsSince(since, limit),
  seen: (reader, { since }) => {
    const found = reader.seenSince(since);
    if (!found.ok) return found;
    const tooYoung = problem('JOURNAL_FAILING', 'The journal does not reach back so far.');
    return found.value === null ? failure(tooYoung) : success({ items: found.value });
  },
};

function answer<What extends keyof Rows>(
  what: What,
  question: SinceQuestion,
): Result<readonly Rows[What][]> {
  const reader = openReader(question.folder);
  if (reader === null) return success([]);
  try {
    const found = reads[what](reader, question);
    return found.ok ? success(found.value.items) : found;
  } finally {
    reader.close();
  }
}
