import { once } from 'node:events';
import { forgetPeaks, peakBytes, residentBytes, treeCpuMs, treeOf } from '../lib/processes.ts';
import { connectionTo, type Connection, type Target } from './connection.ts';
import type { Bulk, BulkWay, JobOf } from './load-jobs.ts';
import { BULK_BYTES, filling, requestOf, uploadOf } from './messages.ts';

const MIB = 2 ** 20;

type Transfer = (connection: Connection) => Promise<void>;

/** One after the other on one connection; the first of each way warms up, and shows what it takes once. */
export async function bulk(job: JobOf<'bulk'>, target: Target): Promise<Bulk> {
  const connection = connectionTo(target);
  const first = await timed({ ...job, times: 1 }, async () => {
    await upload(connection);
    await download(connection);
  });
  const up = await timed(job, () => upload(connection));
  const down = await timed(job, () => download(connection));
  connection.close();
  return { up, down, firstExtraMib: first.extraMib };
}

async function timed(
  { watch, times }: JobOf<'bulk'>,
  transfer: () => Promise<void>,
): Promise<BulkWay> {
  const tree = watch === null ? [] : treeOf(watch);
  forgetPeaks(tree);
  const before = { resident: residentBytes(tree), cpuMs: treeCpuMs(watch), at: performance.now() };
  for (let time = 0; time < times; time += 1) await transfer();
  const mib = (times * BULK_BYTES) / MIB;
  return {
    mibPerSecond: (mib * 1000) / (performance.now() - before.at),
    cpuMsPerMib: (treeCpuMs(watch) - before.cpuMs) / mib,
    extraMib: (peakBytes(tree) - before.resident) / MIB,
  };
}

const download: Transfer = (connection) =>
  new Promise((resolve, reject) => {
    connection.ask(requestOf({ operation: 'GetItem' }), (status) => {
      if (status === 200) resolve();
      else reject(new Error(`64 MiB down: ${status ?? 'the connection broke'}`));
    });
  });

const upload: Transfer = async (connection) => {
  const { first, filling: bytes, last } = uploadOf(BULK_BYTES);
  const answered = new Promise<number | null>((resolve) => connection.ask(first, resolve));
  const socket = connection.socket();
  for (let left = bytes; left > 0; left -= filling.length) {
    const part = left >= filling.length ? filling : filling.subarray(0, left);
    if (!socket.write(part)) await Promise.race([once(socket, 'drain'), answered]);
  }
  socket.write(last);
  const status = await answered;
  if (status !== 200) throw new Error(`64 MiB up: ${status ?? 'the connection broke'}`);
};
