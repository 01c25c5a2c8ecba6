/**
 * Carries one request to Exchange and the answer back, streaming in both directions.
 *
 * What the first chunk of a stream waits for, a mail client waits for: an upstream chunk is one
 * write, at once, with its boundaries kept; a truncated answer stays truncated; whoever goes away
 * on one side is gone on the other at once (facts: ews 2.3).
 */
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { headerLines } from '../head.ts';
import type { HeaderLine } from '../head.ts';
import { responseHeaders } from './headers.ts';
import { classify } from './upstream.ts';
import type { Upstream, UpstreamFailure, UpstreamRequest } from './upstream.ts';

export interface RelayJob {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  readonly head: UpstreamRequest;
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
  const { request, response, watch } = job;
  const outgoing = job.upstream.request(job.head);
  const deadline = createDeadline(job, (why, detail) => {
    fail(why, detail);
  });
  let done = false;
  let answered: IncomingMessage | null = null;

  const stop = (): void => {
    done = true;
    deadline.clear();
    outgoing.destroy();
  };
  const fail = (why: UpstreamFailure | 'too large', detail: string): void => {
    // What comes after a whole answer (a 204 with a body, a reset) does not undo it.
    if (done || answered?.complete === true) return;
    stop();
    request.resume();
    if (response.headersSent) {
      watch.truncated();
      endTruncated(response);
    } else watch.failed(why, detail);
  };

  outgoing.on('socket', (socket) => {
    whenReady(socket, job.upstream.address.scheme === 'https', outgoing.reusedSocket, () => {
      watch.connected();
      deadline.connected();
    });
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    fail(classify(error), error.code ?? error.message);
  });
  outgoing.on('response', (answer) => {
    deadline.clear();
    answered = answer;
    if (!done) receive(job, answer, stop);
  });
  // No Upgrade is forwarded, so none can be accepted; without a listener Node would wait for ever.
  outgoing.on('upgrade', (_answer, socket) => {
    socket.destroy();
    fail('UPSTREAM_UNREACHABLE', 'it switched protocols unasked');
  });
  response.on('close', () => {
    if (!response.writableFinished) stop();
  });
  sendBody(job, outgoing, deadline, fail);
  return stop;
}

function sendBody(
  job: RelayJob,
  outgoing: ClientRequest,
  deadline: Deadline,
  fail: (why: 'too large', detail: string) => void,
): void {
  const { request, watch } = job;
  let bytes = 0;
  const send = (chunk: Buffer): boolean => {
    bytes += chunk.length;
    watch.sent(chunk.length);
    deadline.progress();
    return outgoing.write(chunk);
  };
  for (const chunk of job.peeked.chunks) send(chunk);
  if (job.peeked.ended) {
    outgoing.end();
    return;
  }
  request.on('data', (chunk: Buffer) => {
    if (outgoing.destroyed) return;
    if (bytes + chunk.length > job.maxBody) {
      fail('too large', `more than ${String(job.maxBody)} bytes`);
      // Also after the answer: what was cut short must not reach Exchange as a whole request.
      outgoing.destroy();
    } else if (!send(chunk)) {
      request.pause();
      outgoing.once('drain', () => request.resume());
    }
  });
  // Nobody takes the rest any more; unread it would block the client's connection.
  outgoing.on('close', () => request.resume());
  // A request that breaks off must not reach Exchange as a whole one (RFC 9112 8).
  request.on('end', () => {
    if (request.complete) outgoing.end();
    else outgoing.destroy();
  });
  request.on('close', () => {
    if (!request.complete) outgoing.destroy();
  });
  request.resume();
}

function receive(job: RelayJob, answer: IncomingMessage, stop: StopRelay): void {
  const { response, watch } = job;
  const status = answer.statusCode ?? 502;
  const lines = watch.answered(status, headerLines(answer.rawHeaders));
  if (lines === null) {
    stop();
    return;
  }
  let bodyBegan = false;
  try {
    response.writeHead(status, answer.statusMessage, responseHeaders(lines));
  } catch (error) {
    stop();
    // Node has set it before it refused it, and would throw again at the answer below.
    response.statusMessage = '';
    watch.failed('UPSTREAM_UNREACHABLE', `unusable answer: ${String(error)}`);
    return;
  }
  // A stream's head must not wait for its first event; one turn later, so that head and body of
  // an ordinary answer still leave in one write.
  setImmediate(() => {
    if (!bodyBegan && !response.writableEnded && !response.destroyed) response.flushHeaders();
  });
  answer.on('data', (chunk: Buffer) => {
    bodyBegan = true;
    watch.received(chunk.length);
    if (!response.write(chunk)) {
      answer.pause();
      response.once('drain', () => answer.resume());
    }
  });
  answer.on('end', () => {
    if (answer.complete) response.end();
  });
  answer.on('error', () => {
    // 'close' follows and says whether the answer was whole.
  });
  answer.on('close', () => {
    if (answer.complete || response.writableEnded || response.destroyed) return;
    watch.truncated();
    endTruncated(response);
  });
}

/**
 * Ends the connection after what was written, without the final chunk: the client must see that
 * something is missing. Towards HTTP/1.0 the end of the connection ends the body, so only a reset tells.
 */
export function endTruncated(response: ServerResponse): void {
  // Over already, as far as the client is concerned.
  if (response.socket === null && response.writableEnded) return;
  // One whose turn has not come takes the connection with it: it could never be answered there.
  const socket = response.socket ?? response.req.socket;
  if (response.req.httpVersion !== '1.0') socket.destroySoon();
  // Only a bare TCP socket can be reset; in TLS a missing close_notify says the same.
  else if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function whenReady(socket: Socket, secure: boolean, reused: boolean, ready: () => void): void {
  if (reused || !socket.connecting) ready();
  else socket.once(secure ? 'secureConnect' : 'connect', ready);
}

interface Deadline {
  readonly connected: () => void;
  readonly progress: () => void;
  readonly clear: () => void;
}

/** First for the connection, then for the head of the answer, counted from the last byte sent. */
function createDeadline(
  job: RelayJob,
  passed: (why: UpstreamFailure, detail: string) => void,
): Deadline {
  let ready = false;
  let timer: NodeJS.Timeout | undefined = setTimeout(() => {
    passed('UPSTREAM_UNREACHABLE', `no connection within ${String(job.connectMs)} ms`);
  }, job.connectMs);
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const awaitHead = (headMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      passed('UPSTREAM_TIMEOUT', `no answer within ${String(headMs)} ms`);
    }, headMs);
  return {
    connected: () => {
      ready = true;
      clear();
      if (job.headMs !== null) timer = awaitHead(job.headMs);
    },
    progress: () => {
      if (ready) timer?.refresh();
    },
    clear,
  };
}
