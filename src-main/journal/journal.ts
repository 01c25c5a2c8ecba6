/** The stored log of decisions, as the gateway writes it. Reading: reader.ts. */
import { performance } from 'node:perf_hooks';
import { createQueue, type Queue } from './queue.ts';
import { startThread, type Thread } from './thread.ts';
import type { FromWorker } from './protocol.ts';
import type { JournalEvent, JournalHealth } from '../../src-shared/events.ts';
import type { Log } from '../../src-shared/log.ts';

type JournalLog = Pick<Log, 'info' | 'warn'>;

export interface JournalOptions {
  /** The home's `journal/`; made when it is missing. */
  readonly folder: string;
  /** The built `journal-worker.cjs`. */
  readonly workerFile: string;
  readonly now?: (() => Date) | undefined;
  readonly log?: JournalLog | undefined;
  /** For tests. */
  readonly queueLimit?: number | undefined;
}

export interface Journal {
  /** The number of the next decision; each is given once. */
  readonly nextSeq: () => number;
  /** Stores the event, or replaces the one with the same `seq`. Never throws, never waits. */
  readonly record: (event: JournalEvent) => void;
  readonly health: () => JournalHealth;
  /** Resolves when everything recorded so far is in the file, or after 2 s. */
  readonly flush: () => Promise<void>;
  /** Flushes, and closes the file; takes 4 s at the most. What is recorded afterwards is dropped. */
  readonly close: () => Promise<void>;
}

const DEFAULT_QUEUE_LIMIT = 20_000;
const OPEN_BOUND_MS = 5000;
const FLUSH_BOUND_MS = 2000;
/** Half of the 20 ms that are promised, because timers come late. */
const COLLECT_MS = 10;
const COLLECT_EVENTS = 256;
/** A thread that acknowledges nothing for so long hangs in a call, which it cannot report itself. */
const SILENCE_MS = 5000;

interface State {
  readonly queue: Queue;
  readonly log: JournalLog | undefined;
  /** Null until the file was opened or the wait for it was given up. */
  next: number | null;
  problem: string | null;
  repaired: string | null;
  lastSign: number;
  closed: boolean;
  readonly waiters: Set<() => void>;
}

/** Resolves when the file is open, or after 5 s: mail flows without a journal, and health says so. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const state: State = {
    queue: createQueue(options.queueLimit ?? DEFAULT_QUEUE_LIMIT),
    log: options.log,
    next: null,
    problem: null,
    repaired: null,
    lastSign: performance.now(),
    closed: false,
    waiters: new Set(),
  };
  const now = options.now ?? (() => new Date());
  const thread = startThread(options.folder, options.workerFile, {
    started: (post) => {
      for (const batch of state.queue.unacknowledged()) post({ kind: 'write', ...batch });
    },
    message: (message) => receive(state, message, now),
    crashed: (reason) => fails(state, `the thread of the journal ended: ${reason}`),
  });
  await until(state, () => state.next !== null, OPEN_BOUND_MS);
  state.next ??= seqWithoutFile(now());
  return journalOn(state, thread);
}

/**
 * Above every seq that counting from 1 can have reached, and still exact (2^53 is the year 2255 in
 * microseconds): two events with one seq would replace each other.
 */
function seqWithoutFile(now: Date): number {
  return now.getTime() * 1000;
}

function journalOn(state: State, thread: Thread): Journal {
  const batching = batcher(state, thread);
  const flush = async () => {
    batching.send();
    const last = state.queue.unacknowledged().at(-1)?.batch ?? 0;
    const done = () => (state.queue.unacknowledged()[0]?.batch ?? Infinity) > last;
    await until(state, done, FLUSH_BOUND_MS);
  };
  return {
    nextSeq: () => {
      const seq = state.next ?? 0;
      state.next = seq + 1;
      return seq;
    },
    record: (event) => {
      const json = state.closed ? null : jsonOf(event);
      if (json === null) state.queue.drop(1);
      else if (state.queue.add(json)) batching.added();
    },
    health: () => healthOf(state),
    flush,
    close: async () => {
      if (state.closed) return;
      state.closed = true;
      await flush();
      await thread.stop(FLUSH_BOUND_MS);
      state.queue.drop(state.queue.waiting());
    },
  };
}

/** Now, not when it is sent: the caller may change its object meanwhile. */
function jsonOf(event: JournalEvent): string | null {
  try {
    return JSON.stringify(event);
  } catch {
    return null;
  }
}

/** Sends what was collected after 10 ms, or at once when it is much or when the event loop was held up. */
function batcher(state: State, thread: Thread): { added: () => void; send: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = state.queue.seal();
    if (batch !== null) thread.post({ kind: 'write', ...batch });
  };
  const added = () => {
    const now = performance.now();
    if (timer === undefined) {
      // The first to wait begins the silence anew, else an idle hour would count as one.
      if (state.queue.unacknowledged().length === 0) state.lastSign = now;
      since = now;
      timer = setTimeout(send, COLLECT_MS).unref();
    } else if (state.queue.collected() >= COLLECT_EVENTS || now - since > COLLECT_MS) send();
  };
  return { added, send };
}

function receive(state: State, message: FromWorker, now: () => Date): void {
  state.lastSign = performance.now();
  switch (message.kind) {
    case 'opened':
      opened(state, message, now);
      break;
    case 'written':
      state.queue.acknowledge(message.batch);
      refused(state, message.refused);
      break;
    case 'failing':
      fails(state, message.reason);
      break;
    case 'recovered':
      recovers(state);
      break;
    case 'leaving':
      state.log?.warn({ setAside: message.setAside }, 'the journal is opened anew');
      break;
  }
  for (const waiter of state.waiters) waiter();
}

function opened(
  state: State,
  message: Extract<FromWorker, { kind: 'opened' }>,
  now: () => Date,
): void {
  recovers(state);
  if (message.repaired !== null) {
    state.repaired = message.repaired;
    state.log?.warn({ problem: message.repaired }, 'the journal was repaired');
  }
  const following = message.lastSeq === null ? seqWithoutFile(now()) : message.lastSeq + 1;
  // Later openings find what this process wrote; a file put in underneath may be ahead of it.
  if (state.next === null || (message.lastSeq !== null && following > state.next)) {
    state.next = following;
  }
}

function refused(state: State, count: number): void {
  if (count === 0) return;
  state.queue.drop(count);
  state.log?.warn({ count }, 'the journal refused events that no file would take');
}

function fails(state: State, reason: string): void {
  if (state.problem !== reason) state.log?.warn({ reason }, 'the journal is failing');
  state.problem = reason;
}

function recovers(state: State): void {
  const dropped = state.queue.dropped();
  if (state.problem !== null) state.log?.info({ dropped }, 'the journal is written again');
  state.problem = null;
}

function healthOf(state: State): JournalHealth {
  const waiting = state.queue.waiting();
  const silent = waiting > 0 && performance.now() - state.lastSign > SILENCE_MS;
  const problem = state.problem ?? (silent ? 'the disk of the journal does not answer' : null);
  return {
    state: problem === null ? 'ok' : 'failing',
    problem: problem ?? state.repaired,
    waiting,
    dropped: state.queue.dropped(),
  };
}

/** Asks after every message of the thread; resolves in any case after `boundMs`. */
async function until(state: State, done: () => boolean, boundMs: number): Promise<void> {
  if (done()) return;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      state.waiters.delete(check);
      resolve();
    };
    const check = () => {
      if (done()) finish();
    };
    const timer = setTimeout(finish, boundMs);
    state.waiters.add(check);
  });
}
