/** The thread that works on many devices. Built into directory-worker.cjs. */
import { parentPort } from 'node:worker_threads';
import { answerTo } from './jobs.ts';
import type { JobAsked } from './jobs.ts';

parentPort?.on('message', (asked: JobAsked) => {
  void answerTo(asked).then((answer) => parentPort?.postMessage(answer));
});
