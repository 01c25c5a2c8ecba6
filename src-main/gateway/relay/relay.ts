/**
 * Carries one request to Exchange and the answer back, streaming in both directions.
 *
 * What the first chunk of a stream waits for, a mail client waits for: an upstream chunk is one
 * write, at once, with its boundaries kept; a truncated answer stays truncated; whoever goes away
 * on one side is gone on the other at once (facts: ews 2.3).
 */
import type { Buffer } from 'node:buffer';
import type { Call, CallHead } from '../../http/client-connection.ts';
import type { ServerExchange } from '../../http/exchange.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { MessageHead } from '../../http/parser.ts';
import { createDeadline } from './deadline.ts';
import { endToEnd } from './headers.ts';
import { classify } from './upstream.ts';
import type { Upstream, UpstreamFailure } from './upstream.ts';

export interface RelayJob {
  readonly exchange: ServerExchange;
  readonly upstream: Upstream;
  readonly head: CallHead;
  readonly proves: 'nobody' | 'somebody';
  /** Body bytes that a peek has read already, and whether it read them all. */
  readonly peeked: { readonly chunks: readonly Buffer[]; readonly ended: boolean };
  readonly maxBody: number;
  /** Bounds connecting and TLS, in milliseconds. */
  readonly connectMs: number;
  /** Bounds waiting for the head of the answer, in milliseconds; null for long polls. */
  readonly headMs: number | null;
  readonly watch: RelayWatch;
}

/** What the transaction is told on the way, and asked. */
export interface RelayWatch {
  readonly connected: () => void;
  readonly sent: (bytes: number) => void;
  /** The head as it shall go to the client, or null when the watcher answers itself. */
  readonly answered: (status: number, lines: readonly HeaderLine[]) => readonly HeaderLine[] | null;
  readonly received: (bytes: number) => void;
  /** Nothing was sent to the client yet: the watcher answers. */
  readonly failed: (why: UpstreamFailure | 'too large', detail: string) => void;
  /** Exchange broke off in the middle of its answer. */
  readonly truncated: () => void;
}

/** Ends the relay towards Exchange; the caller deals with the client. */
export type StopRelay = () => void;

export function relay(job: RelayJob): StopRelay {
  const { exchange, watch } = job;
  let done = false;
  const deadline = createDeadline(job.connectMs, job.headMs, (why, detail) => {
    fail(why, detail);
  });
  const stop = (): void => {
    if (done) return;
    done = true;
    deadline.clear();
    call.abandon();
    exchange.onDrain = null;
  };
  const fail = (why: UpstreamFailure | 'too large', detail: string): void => {
    if (done) return;
    stop();
    if (!exchange.closed) exchange.discard();
    if (exchange.headSent) {
      watch.truncated();
      exchange.cut();
    } else watch.failed(why, detail);
  };
  const call = job.upstream.call(job.head, job.proves, {
    connected: () => {
      watch.connected();
      deadline.connected();
    },
    drained: () => {
      exchange.resume();
    },
    answered: (head) => {
      deadline.clear();
      if (!answer(exchange, head, watch)) stop();
    },
    data: (part) => {
      watch.received(part.length);
      if (!exchange.write(part)) call.pause();
    },
    end: () => {
      done = true;
      exchange.onDrain = null;
      // What is left of the request nobody takes any more.
      if (!call.sent) exchange.discard();
      exchange.end();
    },
    failed: (error) => {
      fail(classify(error), (error as NodeJS.ErrnoException).code ?? error.message);
    },
  });
  deadline.begin();
  exchange.onDrain = () => {
    call.resume();
  };
  sendBody(job, call, deadline.progress, fail);
  return stop;
}

function sendBody(
  job: RelayJob,
  call: Call,
  progress: () => void,
  fail: (why: 'too large', detail: string) => void,
): void {
  const { exchange, watch } = job;
  let bytes = 0;
  const send = (part: Buffer): void => {
    bytes += part.length;
    watch.sent(part.length);
    progress();
    if (!call.write(part)) exchange.pause();
  };
  for (const part of job.peeked.chunks) send(part);
  if (job.peeked.ended) {
    call.end();
    return;
  }
  exchange.read({
    data: (part) => {
      if (call.over) return;
      if (bytes + part.length > job.maxBody)
        fail('too large', `more than ${String(job.maxBody)} bytes`);
      else send(part);
    },
    end: () => {
      call.end();
    },
  });
  // Whoever sends slowly lets Exchange know at least what is coming.
  process.nextTick(() => {
    call.flush();
  });
}

/** @returns false when the watcher answers itself */
function answer(exchange: ServerExchange, head: MessageHead, watch: RelayWatch): boolean {
  const lines = watch.answered(head.status, head.lines);
  if (lines === null) return false;
  exchange.respond({ status: head.status, reason: head.reason, lines: endToEnd(lines) });
  return true;
}
