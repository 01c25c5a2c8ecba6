/** One step that asks somebody: bounded in time, and its failure in words. */
import { clip } from '../../src-shared/clip.ts';
import { errorCode } from '../disk/system-errors.ts';

export interface Bound<Found> {
  readonly ms: number;
  /** What a failure becomes. */
  readonly failed: (text: string) => Found;
}

/** What the step opened is to end with the signal: it comes when the time is up. */
export async function attempt<Found>(
  step: (signal: AbortSignal) => Promise<Found>,
  { ms, failed }: Bound<Found>,
): Promise<Found> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Found>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve(failed(`No answer within ${ms / 1000} s.`));
    }, ms);
  });
  const done = step(controller.signal).catch((error: unknown) => failed(inWords(error)));
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

export function inWords(error: unknown): string {
  // A name with several addresses fails with one error for each, and says nothing itself (Node 20, Happy Eyeballs).
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(first);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const name = clip(messageOf(first), 280).replace(/^getaddrinfo \w+ /, '');
    return code === 'ENOTFOUND'
      ? `No address is known for ${name}.`
      : `The name server of this machine does not answer for ${name}.`;
  }
  if (/wrong.version.number|packet length too long|http request/i.test(messageOf(first))) {
    return 'The server does not speak TLS on this port.';
  }
  return meanings[code] ?? clip(messageOf(first), 300);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
