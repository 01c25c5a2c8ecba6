/**
 * Looks at the beginning of a request body before the decision; the same bytes go on afterwards.
 * Bounded: whoever sends no operation within 64 KB or 2 s is not read further (ADR 6).
 */
import type { Buffer } from 'node:buffer';
import type { ServerExchange } from '../../http/exchange.ts';
import { SoapReader } from './soap.ts';
import type { SoapState } from './soap.ts';

export interface Peeked {
  /** What was read so far, in order, to be forwarded first. */
  readonly chunks: readonly Buffer[];
  /** True when the body ended within the peek. */
  readonly ended: boolean;
  readonly soap: SoapState;
}

const maxBytes = 64 * 1024;
const maxMilliseconds = 2000;

/** Resolves when enough is known; with the client gone it never does, and nobody is left to care. */
export function peekSoap(exchange: ServerExchange): Promise<Peeked> {
  return new Promise((resolve) => {
    const reader = new SoapReader();
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (ended: boolean): void => {
      clearTimeout(timer);
      if (!ended) exchange.hold();
      resolve({ chunks, ended, soap: reader.state });
    };
    const timer = setTimeout(() => {
      reader.end('no operation within 2 s');
      finish(false);
    }, maxMilliseconds);

    exchange.read({
      data: (part) => {
        chunks.push(part);
        const left = maxBytes - bytes;
        bytes += part.length;
        // Not a byte more: what is found must not depend on how the network parts it.
        const seen = part.length > left ? part.subarray(0, left) : part;
        if (reader.write(seen).kind !== 'open') finish(false);
        else if (bytes >= maxBytes) {
          reader.end('no operation within its first 64 KB');
          finish(false);
        }
      },
      end: () => {
        reader.end('it names no operation');
        finish(true);
      },
    });
  });
}
