/** One client on the control channel: concurrent calls, each answered when it is ready. */
import type { Socket } from 'node:net';
import type { Console } from '../../src-shared/contract/calls.ts';
import { problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { answer } from './answer.ts';
import type { Frame } from './frames.ts';
import { ANSWER_LIMIT, readLines, REQUEST_LIMIT } from './lines.ts';

export interface Connection {
  readonly closed: Promise<void>;
  /** Answers what is under way, for at most `graceMs`, then hangs up. */
  readonly finish: (graceMs: number) => Promise<void>;
}

/** Above this many calls under way, nothing further is read from the client. */
const MOST_CALLS = 32;

export function serveConnection(socket: Socket, console: Console, log: Log): Connection {
  let calls = 0;
  let finishing = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // A client that vanished is no event of the gateway; 'close' follows.
  socket.on('error', () => undefined);

  const hangUpWhenDone = (): void => {
    if (finishing && calls === 0) socket.end(() => socket.destroy());
  };
  const hangUp = (): void => {
    finishing = true;
    socket.pause();
    hangUpWhenDone();
  };
  const take = async (line: string): Promise<void> => {
    calls += 1;
    if (calls >= MOST_CALLS) socket.pause();
    const answered = await answer(line, console, log);
    calls -= 1;
    send(socket, answered.frame);
    if (answered.kind === 'malformed') hangUp();
    else if (!finishing) socket.resume();
    hangUpWhenDone();
  };

  readLines(socket, REQUEST_LIMIT, {
    onLine: (line) => {
      if (!finishing) void take(line);
    },
    onBroken: (why) => {
      const problems = [problem('CHANNEL', `a request is ${why}`)];
      send(socket, { id: null, ok: false, problems });
      hangUp();
    },
  });
  // The client may have ended its half and still wait for answers.
  socket.on('end', hangUp);

  return { closed, finish: (graceMs) => finish(socket, closed, hangUp, graceMs) };
}

async function finish(
  socket: Socket,
  closed: Promise<void>,
  hangUp: () => void,
  graceMs: number,
): Promise<void> {
  hangUp();
  const timer = setTimeout(() => socket.destroy(), graceMs);
  await closed;
  clearTimeout(timer);
}

function send(socket: Socket, frame: Frame): void {
  if (socket.destroyed) return;
  const line = JSON.stringify(frame);
  if (Buffer.byteLength(line) <= ANSWER_LIMIT) {
    socket.write(`${line}\n`);
    return;
  }
  const problems = [problem('CHANNEL', 'the answer is too large', { remedy: 'Ask for less.' })];
  socket.write(`${JSON.stringify({ id: frame.id, ok: false, problems } satisfies Frame)}\n`);
}
