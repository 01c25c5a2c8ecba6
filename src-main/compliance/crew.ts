/**
 * Does small jobs here and large ones in a thread, which is started when it is needed and ends when it had nothing to
 * do for a while: what it collected on the way goes with it. When it dies, the next one does again what it had to do,
 * after a while, and after `TRIES` the jobs are done here; until then the directory that serves goes on serving.
 */
import { Worker } from 'node:worker_threads';
import { problem } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { answerTo, here } from './jobs.ts';
import type { Crew, Done, Given, JobAnswer, JobAsked, JobName } from './jobs.ts';

export interface OwnCrew extends Crew {
  readonly problems: () => readonly Problem[];
  readonly close: () => Promise<void>;
}

/** From so many on the start of a thread is the smaller part. */
export const MANY_DEVICES = 5_000;
const IDLE_MS = 10_000;
const DELAY_MS = 1_000;
const TRIES = 3;

interface Waiting extends JobAsked {
  readonly settle: (answer: JobAnswer) => void;
}

/** @param workerFile the built `directory-worker.cjs`; null: everything is done here */
export function openCrew(
  workerFile: string | null,
  { many = MANY_DEVICES, delayMs = DELAY_MS } = {},
): OwnCrew {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;
  let deaths = 0;
  let died: Problem | null = null;
  let nextId = 1;
  let open = true;

  const start = (file: string): Worker => {
    // No flags of the host: a loader or an inspector port is not for this thread.
    const started = new Worker(file, { execArgv: [] });
    started.on('message', (answer: JobAnswer) => {
      died = null;
      deaths = 0;
      waiting.get(answer.id)?.settle(answer);
      waiting.delete(answer.id);
      if (waiting.size === 0) rest();
    });
    let why = 'it ended';
    started.on('error', (error) => (why = error.message));
    started.on('exit', () => {
      if (worker === started) lost(file, why);
    });
    return started;
  };
  /** It may end, and so may the process. */
  const rest = (): void => {
    worker?.unref();
    timer = setTimeout(() => {
      const idle = worker;
      worker = null;
      void idle?.terminate();
    }, IDLE_MS);
    timer.unref();
  };
  const lost = (file: string, why: string): void => {
    worker = null;
    if (!open || waiting.size === 0) return;
    const message = `the thread that reads the devices ended: ${why}; the directory before serves on, and it is tried again`;
    const remedy = 'Look at how much memory is free.';
    died = problem('DIRECTORY_STALE', message, { remedy });
    deaths += 1;
    if (deaths >= TRIES) {
      doHere();
      return;
    }
    timer = setTimeout(() => {
      worker = start(file);
      for (const { id, name, given } of waiting.values())
        worker.postMessage({ id, name, given } satisfies JobAsked);
    }, delayMs * deaths);
  };
  const doHere = (): void => {
    const left = [...waiting.values()];
    waiting.clear();
    deaths = 0;
    died = null;
    for (const { id, name, given, settle } of left) void answerTo({ id, name, given }).then(settle);
  };
  const ask = (file: string, name: JobName, given: readonly unknown[]): Promise<JobAnswer> => {
    // While one that died is waited for, what is asked waits with the rest.
    if (died === null) clearTimeout(timer);
    const id = nextId++;
    const job = { id, name, given };
    return new Promise((settle) => {
      waiting.set(id, { ...job, settle });
      if (worker === null && died !== null) return;
      worker ??= start(file);
      worker.ref();
      worker.postMessage(job satisfies JobAsked);
    });
  };
  return {
    run: async <Name extends JobName>(
      name: Name,
      devices: number,
      ...given: Given<Name>
    ): Promise<Done<Name>> => {
      if (workerFile === null || devices < many) return here.run<Name>(name, devices, ...given);
      const answer = await ask(workerFile, name, given);
      if (!answer.ok) throw new Error(answer.why);
      return answer.done as Done<Name>;
    },
    problems: () => (died === null ? [] : [died]),
    close: async () => {
      open = false;
      clearTimeout(timer);
      await worker?.terminate();
      for (const { id, settle } of waiting.values())
        settle({ id, ok: false, why: 'the gateway ends' });
    },
  };
}
