/** Keeps one journal thread alive: starts it, starts the next when it ended, waits longer when that goes on. */
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 30_000;
/** A thread that lived this long was healthy: its end is a new story. */
const HEALTHY_MS = 10_000;

export interface ThreadHandlers {
  /** A thread was started and takes messages: send what was never acknowledged. */
  readonly started: (post: (message: ToWorker) => void) => void;
  readonly message: (message: FromWorker) => void;
  readonly crashed: (reason: string) => void;
}

export interface Thread {
  /** To the thread that runs now; nowhere when none does, because `started` sends everything again. */
  readonly post: (message: ToWorker) => void;
  /** Asks it to end, and makes it end after `boundMs`. */
  readonly stop: (boundMs: number) => Promise<void>;
}

export function startThread(folder: string, workerFile: string, handlers: ThreadHandlers): Thread {
  let worker: Worker | null = null;
  let stopped = false;
  let setAside: string | null = null;
  let delayMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const receive = (message: FromWorker) => {
    if (message.kind === 'leaving') setAside = message.setAside;
    // Set aside is done: a thread that crashes later must not do it to the new file.
    if (message.kind === 'opened') setAside = null;
    handlers.message(message);
  };
  const ended = (startedAt: number) => {
    worker = null;
    if (stopped) return;
    if (Date.now() - startedAt > HEALTHY_MS) delayMs = 0;
    timer = setTimeout(start, delayMs);
    timer.unref();
    delayMs = Math.min(Math.max(delayMs * 2, FIRST_DELAY_MS), LONGEST_DELAY_MS);
  };
  const start = () => {
    const startedAt = Date.now();
    const started = spawn(workerFile, { folder, setAside });
    worker = started;
    started.on('message', receive);
    started.on('error', (error) => handlers.crashed(error.message));
    started.on('exit', () => ended(startedAt));
    handlers.started((message) => started.postMessage(message));
  };

  start();
  return {
    post: (message) => worker?.postMessage(message),
    stop: async (boundMs) => {
      stopped = true;
      clearTimeout(timer);
      if (worker !== null) await end(worker, boundMs);
    },
  };
}

function spawn(workerFile: string, workerData: WorkerStart): Worker {
  // No flags of the host: a loader or an inspector port is not for this thread.
  const worker = new Worker(workerFile, { workerData, execArgv: [] });
  // Whoever wants to wait for the file calls flush or close.
  worker.unref();
  return worker;
}

async function end(worker: Worker, boundMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    // A call into a hanging disk cannot be broken off: then the thread ends with the process.
    const timer = setTimeout(() => {
      void worker.terminate();
      resolve();
    }, boundMs);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    worker.postMessage({ kind: 'close' } satisfies ToWorker);
  });
}
