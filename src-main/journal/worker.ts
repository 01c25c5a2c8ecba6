/** The journal's thread: it has the file, so that the relay never waits for a disk. Built into journal-worker.cjs. */
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseError } from './database.ts';
import { setAside } from './files.ts';
import { reasonOf } from './failure.ts';
import { openStore, type Store } from './store.ts';
import type { Batch, FromWorker, ToWorker, WorkerStart } from './protocol.ts';

const RETRY_MS = 1000;
/** A transaction must fit into little free space and must not keep the next batch waiting. */
const EVENTS_PER_TRANSACTION = 1000;

const start = workerData as WorkerStart;
const queue: Batch[] = [];
let store: Store | null = null;
let damage: string | null = start.setAside;
let repaired: string | null = null;
let failing = false;
let scheduled: NodeJS.Timeout | NodeJS.Immediate | null = null;

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** Opens what is not open and writes what waits. Whatever fails is tried again: nothing is given up here. */
function work(): void {
  scheduled = null;
  try {
    store ??= open();
    while (queue.length > 0) if (!writeSome(store)) return;
    if (failing) post({ kind: 'recovered' });
    failing = false;
  } catch (error) {
    fail(error);
  }
}

function open(): Store {
  const now = new Date();
  if (damage !== null) {
    repaired = `${damage}; it was set aside as ${setAside(start.folder, now)} and a new one was begun`;
    // Before opening, which may fail: a second try must not set the new file aside.
    damage = null;
  }
  const opened = openStore(start.folder, now);
  failing = false;
  post({ kind: 'opened', lastSeq: repaired === null ? opened.lastSeq : null, repaired });
  return opened;
}

/** False when the file is no longer there: nothing is acknowledged, and the next thread writes it again. */
function writeSome(target: Store): boolean {
  const some: Batch[] = [];
  let count = 0;
  for (const batch of queue) {
    if (some.length > 0 && count + batch.events.length > EVENTS_PER_TRANSACTION) break;
    some.push(batch);
    count += batch.events.length;
  }
  const refused = target.write(some.flatMap((batch) => batch.events));
  // Asked after the commit: before, a deletion in between would go unseen and the batch would be lost.
  if (target.moved()) return leave(null);
  queue.splice(0, some.length);
  const last = some.at(-1);
  if (last !== undefined) post({ kind: 'written', batch: last.batch, refused });
  return true;
}

function fail(error: unknown): void {
  const kind = error instanceof DatabaseError ? error.kind : 'other';
  if (kind === 'damaged') leave(`events.db was damaged (${reasonOf(error)})`);
  else if (kind === 'moved' || (store?.moved() ?? false)) leave(null);
  else {
    failing = true;
    post({ kind: 'failing', reason: reasonOf(error) });
    if (kind === 'other' || kind === 'readonly') reopenLater();
    scheduled = setTimeout(work, RETRY_MS);
  }
}

/** A handle that was opened while the file was read-only stays read-only. */
function reopenLater(): void {
  try {
    store?.close();
  } catch {
    // It is opened anew in any case.
  }
  store = null;
}

/** Ends this thread, which closes the file (database.ts); the next one opens it again, or sets it aside first. */
function leave(damaged: string | null): false {
  post({ kind: 'leaving', setAside: damaged });
  process.exit(0);
}

function close(): void {
  if (scheduled !== null) clearTimeout(scheduled as NodeJS.Timeout);
  work();
  // The end of the thread closes the file: SQLite then moves the -wal into it and removes the -wal.
  process.exit(0);
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'close') {
    close();
    return;
  }
  queue.push(message);
  // Immediate: whatever has arrived by then goes into the same transaction.
  scheduled ??= setImmediate(work);
});
scheduled = setImmediate(work);
