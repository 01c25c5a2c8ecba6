/** What is looked at for all open transactions in one go: a timer for each would cost every request, and hardly any lasts. */
import { performance } from 'node:perf_hooks';
import type { Shared } from './reading.ts';
import type { Transaction } from './transaction.ts';

const everyMilliseconds = 500;
/** A transaction that is open for so long gets its line in the journal before its end. */
const openLineAfter = 1000;

/** Goes on until the interval that it returns is cleared. */
export function keepUp(
  { pins, clients }: Pick<Shared, 'pins' | 'clients'>,
  work: { readonly open: () => readonly Transaction[]; readonly reviewCertificates: () => void },
): NodeJS.Timeout {
  return setInterval(() => {
    const now = performance.now();
    for (const transaction of work.open()) {
      transaction.underWay?.tick(now);
      if (transaction.marks.arrived < now - openLineAfter) transaction.recordOpen();
    }
    pins.tick(now);
    // Time passes for certificates and for the lists of those that were revoked.
    if (!clients.isOff) work.reviewCertificates();
  }, everyMilliseconds);
}
