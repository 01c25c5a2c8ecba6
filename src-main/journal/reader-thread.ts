/** The journal, read in a thread that is started with the first question and again when it ended. */
import { Worker } from 'node:worker_threads';
import { failure, problem, type Result } from '../../src-shared/errors.ts';
import { answerFrom, type Answered, type QuestionName, type Questions } from './asking.ts';

export interface JournalQuestions {
  readonly ask: <Name extends QuestionName>(
    name: Name,
    question: Questions[Name]['question'],
  ) => Promise<Result<Questions[Name]['answer']>>;
  readonly close: () => Promise<void>;
}

/** `file` is the built `journal-reader.cjs`. */
export function readInThread(folder: string, file: string): JournalQuestions {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let worker: Worker | null = null;
  let nextId = 1;

  const lost = (why: string): void => {
    worker = null;
    const ended = failure(problem('INTERNAL', `the thread that reads the journal ended: ${why}`));
    for (const settle of waiting.values()) settle(ended);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(file, { workerData: { folder }, execArgv: [] });
    started.unref();
    started.on('message', ({ id, result }: Answered) => {
      waiting.get(id)?.(result);
      waiting.delete(id);
    });
    started.on('error', (error) => lost(error.message));
    started.on('exit', (code) => {
      if (worker === started) lost(`code ${code}`);
    });
    return started;
  };
  return {
    ask: async (name, question) => {
      worker ??= start();
      const to = worker;
      const id = nextId++;
      const result = await new Promise<Result<unknown>>((resolve) => {
        waiting.set(id, resolve);
        to.postMessage({ id, name, question });
      });
      return result as Result<Questions[typeof name]['answer']>;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

/** In this thread, for tests. */
export function readHere(folder: string): JournalQuestions {
  const answer = answerFrom(folder);
  return {
    ask: async (name, question) =>
      answer({ id: 1, name, question }).result as Result<Questions[typeof name]['answer']>,
    close: async () => undefined,
  };
}
