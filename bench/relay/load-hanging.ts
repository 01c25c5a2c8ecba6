import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { ownBytes, treeOf } from '../lib/processes.ts';
import { dial, type Target } from './connection.ts';
import type { Hanging, JobOf } from './load-jobs.ts';
import { paced } from './load-paced.ts';
import { requestOf } from './messages.ts';

/** At a time. */
const OPENING = 50;
/** Clients on as many addresses of loopback: a limit for each address is none for these. */
const ADDRESSES = 100;
const CONNECTIONS = 16;

export async function hanging(job: JobOf<'hanging'>, target: Target): Promise<Hanging> {
  const ordinary = { ...job, connections: CONNECTIONS, fresh: false };
  const warmUp = await paced(ordinary, target);
  const before = await paced(ordinary, target);
  const tree = job.watch === null ? [] : treeOf(job.watch);
  const open: Socket[] = [];
  await openUntil(open, job.few, target);
  await sleep(job.settleMs);
  const bytesFew = ownBytes(tree);
  await openUntil(open, job.many, target);
  await sleep(job.settleMs);
  const bytesMany = ownBytes(tree);
  const beside = await paced(ordinary, target);
  const lost = open.filter((socket) => socket.destroyed).length;
  for (const socket of open) socket.destroy();
  return {
    ...{ few: job.few, many: job.many, bytesFew, bytesMany },
    ...{ before: before.latency, beside: beside.latency },
    failures: lost + warmUp.failures + before.failures + beside.failures,
  };
}

async function openUntil(open: Socket[], count: number, target: Target): Promise<void> {
  while (open.length < count) {
    const next = Math.min(OPENING, count - open.length);
    const opening = Array.from({ length: next }, (_, index) =>
      subscribe(target, `127.0.1.${1 + ((open.length + index) % ADDRESSES)}`),
    );
    open.push(...(await Promise.all(opening)));
  }
}

/** Resolves when the first heartbeat came; reads the others and forgets them. */
function subscribe(target: Target, localAddress: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = dial(target, localAddress);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('a subscription was closed')));
    socket.once('data', (first: Buffer) => {
      if (first.toString('latin1', 9, 12) === '200') resolve(socket);
      else reject(new Error(`a subscription was refused: ${first.toString('latin1', 0, 300)}`));
      socket.resume();
    });
    socket.write(requestOf({ operation: 'GetStreamingEvents' }));
  });
}
