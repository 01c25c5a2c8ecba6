/** The command line's end of the control channel: looks like the console itself. */
import { createConnection, type Socket } from 'node:net';
import {
  calls,
  type Answer,
  type CallName,
  type Console,
  type Params,
} from '../../src-shared/contract/calls.ts';
import {
  failure,
  problem,
  SallyportError,
  success,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { checkFolder } from './folder.ts';
import { answerSchema, parseJson, shapeProblems, type Frame } from './frames.ts';
import { ANSWER_LIMIT, readLines } from './lines.ts';

/** Each call rejects with a `SallyportError` where the gateway says no. */
export interface ChannelClient extends Console {
  readonly close: () => void;
}

export interface ConnectOptions {
  /** How long connecting may take, milliseconds. */
  readonly timeoutMs?: number;
  /** How long an answer may take: a restart drains, `stop` waits for the last request. */
  readonly answerMs?: number;
}

/** Above the longest drain that the settings allow. */
const ANSWER_MS = 700_000;

/** Fails with `NOT_RUNNING` when nobody listens. */
export async function connectChannel(
  endpoint: Endpoint,
  options: ConnectOptions = {},
): Promise<Result<ChannelClient>> {
  const { folder, owner } = endpoint;
  const unsafe = folder === null ? null : checkFolder(folder, owner);
  if (unsafe !== null) return failure(unsafe);
  const socket = await open(endpoint, options.timeoutMs ?? 5000);
  return socket.ok ? success(clientOn(socket.value, options.answerMs ?? ANSWER_MS)) : socket;
}

function open(endpoint: Endpoint, timeoutMs: number): Promise<Result<Socket>> {
  return new Promise((resolve) => {
    const socket = createConnection(endpoint.path);
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(failure(problem('CHANNEL', `no answer on ${endpoint.path} in ${timeoutMs} ms`)));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(success(socket));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(failure(connectProblem(endpoint, error)));
    });
  });
}

function connectProblem(endpoint: Endpoint, error: NodeJS.ErrnoException): Problem {
  const nobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
  return nobody
    ? problem('NOT_RUNNING', 'no gateway runs on this home folder')
    : problem('CHANNEL', `${endpoint.path}: ${error.message}`, { file: endpoint.path });
}

interface Waiting {
  readonly call: CallName;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: SallyportError) => void;
  readonly timer: NodeJS.Timeout;
}

function clientOn(socket: Socket, answerMs: number): ChannelClient {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    return found;
  };
  const failAll = (problems: readonly Problem[]): void => {
    for (const id of [...waiting.keys()]) settle(id)?.reject(new SallyportError(problems));
  };
  const giveUp = (message: string): void => {
    failAll([problem('CHANNEL', message)]);
    socket.destroy();
  };

  readLines(socket, ANSWER_LIMIT, {
    onLine: (line) => {
      const frame = answerSchema.safeParse(parseJson(line));
      if (!frame.success) giveUp('the gateway sent something that is no answer');
      else if (frame.data.id === null) failAll(frame.data.ok ? [] : frame.data.problems);
      else deliver(frame.data, settle(frame.data.id));
    },
    onBroken: (why) => giveUp(`an answer of the gateway is ${why}`),
  });
  socket.on('error', (error) => giveUp(`the control channel broke: ${error.message}`));
  socket.on('close', () => failAll([problem('CHANNEL', 'the gateway hung up')]));

  const ask = (call: CallName, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed || socket.writableEnded) {
        reject(new SallyportError([problem('CHANNEL', 'the control channel is closed')]));
        return;
      }
      const id = nextId++;
      const timer = setTimeout(() => giveUp(`no answer to "${call}" in ${answerMs} ms`), answerMs);
      waiting.set(id, { call, resolve, reject, timer });
      socket.write(`${JSON.stringify({ id, call, params })}\n`);
    });

  const names = Object.keys(calls) as CallName[];
  const methods = Object.fromEntries(
    names.map((name) => [name, (params: unknown) => ask(name, params)]),
  ) as { [Name in CallName]: (params: Params<Name>) => Promise<Answer<Name>> };
  return { ...methods, close: () => socket.destroy() };
}

function deliver(frame: Frame, waiting: Waiting | undefined): void {
  if (waiting === undefined) return;
  if (!frame.ok) {
    waiting.reject(new SallyportError(frame.problems));
    return;
  }
  const checked = calls[waiting.call].result.safeParse(frame.result);
  if (checked.success) waiting.resolve(checked.data);
  else {
    const subject = `the answer to "${waiting.call}"`;
    waiting.reject(new SallyportError(shapeProblems('CHANNEL', subject, checked.error)));
  }
}
