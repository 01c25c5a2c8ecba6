/** One step of the Test button: bounded in time, and its failure in words. */
import { clip } from '../../../src-shared/clip.ts';
import type { HostCheck } from '../../../src-shared/contract/window.ts';
import { errorCode } from '../../disk/system-errors.ts';

type Check = Omit<HostCheck, 'name'>;

/** What the step opened is to end with the signal: it comes when the time is up. */
export async function attempt(
  step: (signal: AbortSignal) => Promise<Check>,
  boundMs: number,
): Promise<Check> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ state: 'failed', text: `No answer within ${boundMs / 1000} s.` });
    }, boundMs);
  });
  const done = step(controller.signal).catch((error: unknown): Check => ({
    state: 'failed',
    text: clip(inWords(error), 300),
  }));
  return Promise.race([late, done]).finally(() => clearTimeout(timer));
}

interface Ending {
  readonly destroy: (error?: Error) => unknown;
}

export function endWith(signal: AbortSignal, opened: Ending): void {
  signal.addEventListener('abort', () => opened.destroy(new Error('the time is up')), {
    once: true,
  });
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection is refused: nothing listens there.',
  ECONNRESET: 'The server closed the connection.',
  EPIPE: 'The server closed the connection.',
  EHOSTUNREACH: 'There is no way to that machine.',
  ENETUNREACH: 'There is no way to that network.',
  ETIMEDOUT: 'The machine does not answer.',
};

function inWords(error: unknown): string {
  // A name with several addresses fails with one error for each, and says nothing itself (Node 20, Happy Eyeballs).
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(first);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${messageOf(first)}: no address is known.`;
  if (/wrong.version.number|packet length too long|http request/i.test(messageOf(first))) {
    return 'The server does not speak TLS on this port.';
  }
  return meanings[code] ?? messageOf(first);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
