/**
 * Every read of a socket brings a buffer of up to 64 KB, and V8 looks for those that nobody holds any more only once
 * there are 32 MiB of them (64 MiB in Node 24). While large bodies pass, that memory would be resident for nothing.
 */
import { collectYoung } from './collector.ts';

/** What is read in such pieces is a large body. Requests and answers that fit into one read never count. */
const largeBytes = 16 * 1024;
/** So much may wait to be collected. */
const waitingBytes = 4 * 1024 * 1024;

let waiting = 0;

/** To be told of each read, once its bytes were passed on. */
export function passedOn(bytes: number): void {
  if (bytes < largeBytes) return;
  waiting += bytes;
  if (waiting < waitingBytes) return;
  waiting = 0;
  collectYoung();
}
