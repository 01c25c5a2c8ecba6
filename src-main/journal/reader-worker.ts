/** The thread that reads the journal for a window: the entry of its own bundle. */
import { parentPort, workerData } from 'node:worker_threads';
import { answerFrom, type Asked } from './asking.ts';

const { folder } = workerData as { readonly folder: string };
const answer = answerFrom(folder);
parentPort?.on('message', (asked: Asked) => parentPort?.postMessage(answer(asked)));
