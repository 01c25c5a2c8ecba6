/**
 * Looks at the beginning of a request body before the decision; the same bytes go on afterwards.
 * Bounded: whoever sends no operation within 64 KB or 2 s is not read further (ADR 6).
 */
import type { IncomingMessage } from 'node:http';
import { SoapReader } from './soap.ts';
import type { SoapState } from './soap.ts';

export interface Peeked {
  /** What was read so far, in order, to be forwarded first. */
  readonly chunks: readonly Buffer[];
  /** True when the body ended within the peek. */
  readonly ended: boolean;
  /** True when the client went away. */
  readonly aborted: boolean;
  readonly soap: SoapState;
}

const maxBytes = 64 * 1024;
const maxMilliseconds = 2000;

export function peekSoap(request: IncomingMessage): Promise<Peeked> {
  return new Promise((resolve) => {
    const reader = new SoapReader();
    const chunks: Buffer[] = [];
    let bytes = 0;

    const finish = (end: { ended?: boolean; aborted?: boolean }): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.pause();
      const { ended = false, aborted = false } = end;
      resolve({ chunks, ended, aborted, soap: reader.state });
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (reader.write(chunk).kind !== 'open') finish({});
      else if (bytes > maxBytes) {
        reader.end('no operation within its first 64 KB');
        finish({});
      }
    };
    const onEnd = (): void => {
      reader.end('it names no operation');
      finish({ ended: true });
    };
    const onClose = (): void => {
      reader.end('it broke off');
      finish({ aborted: true });
    };
    const timer = setTimeout(() => {
      reader.end('no operation within 2 s');
      finish({});
    }, maxMilliseconds);

    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
