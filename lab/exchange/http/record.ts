import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Protocol, RecordedRequest } from '../types.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type Entry = Mutable<RecordedRequest>;

type Waiter = { match(request: RecordedRequest): boolean; resolve(request: RecordedRequest): void };

const KEPT_BODY = 64 * 1024;

export type Recorder = {
  readonly list: RecordedRequest[];
  begin(request: IncomingMessage, protocol: Protocol, connection: number): Entry;
  bodyRead(entry: Entry, body: Buffer, trailers: readonly string[]): void;
  /** To be called after every change of an entry, so that `waitFor` looks again. */
  changed(entry: Entry): void;
  waitFor(
    match: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest>;
  readonly clear: () => void;
};

export function recorder(keep: number): Recorder {
  const list: Entry[] = [];
  const waiters = new Set<Waiter>();
  let seq = 0;
  const changed = (entry: Entry): void => {
    for (const waiter of [...waiters]) if (waiter.match(entry)) waiter.resolve(entry);
  };
  return {
    list,
    changed,
    begin: (request, protocol, connection) => {
      const entry = newEntry((seq += 1), request, protocol, connection);
      list.push(entry);
      if (list.length > keep) list.shift();
      changed(entry);
      return entry;
    },
    bodyRead: (entry, body, trailers) => {
      entry.bodyBytes = body.length;
      entry.bodySha256 = createHash('sha256').update(body).digest('hex');
      entry.body = Buffer.from(body.subarray(0, KEPT_BODY));
      entry.trailers = trailers;
    },
    waitFor: (match, timeoutMs) => waitIn(list, waiters, match, timeoutMs),
    clear: () => {
      list.length = 0;
    },
  };
}

function newEntry(
  seq: number,
  request: IncomingMessage,
  protocol: Protocol,
  connection: number,
): Entry {
  return {
    seq,
    at: Date.now(),
    method: request.method ?? '',
    rawUrl: request.url ?? '',
    rawHeaders: request.rawHeaders,
    httpVersion: request.httpVersion,
    protocol,
    connection,
    operation: null,
    user: null,
    mailbox: null,
    device: null,
    bodyBytes: 0,
    bodySha256: null,
    body: Buffer.alloc(0),
    trailers: [],
    status: null,
    outcome: 'open',
  };
}

function waitIn(
  list: readonly RecordedRequest[],
  waiters: Set<Waiter>,
  match: (request: RecordedRequest) => boolean,
  timeoutMs: number,
): Promise<RecordedRequest> {
  const known = list.find(match);
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      match,
      resolve: (request) => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(request);
      },
    };
    const timer = setTimeout(() => {
      waiters.delete(waiter);
      reject(new Error(`no such request reached Exchange within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    waiters.add(waiter);
  });
}
