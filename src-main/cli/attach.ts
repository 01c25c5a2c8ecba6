/** The console of a home: that of the running gateway, or one over the files when none runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Console } from '../../src-shared/contract/calls.ts';
import { failure, success, type Result } from '../../src-shared/errors.ts';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { createConsole } from '../console/console.ts';
import { homeMissing, homeProblems } from '../settings/ensure-home.ts';
import { acquireLock } from '../supervisor/lock.ts';
import type { Context } from './command.ts';

export interface Attached {
  readonly console: Console;
  readonly close: () => void;
}

/** A gateway that starts holds the lock before its channel answers, and one that stops after. */
const WAIT_MS = 10_000;
const LOCK_WAIT_MS = 250;
const RETRY_MS = 50;

/** For commands that only look: without a gateway they read the files. */
export async function attachToRead(context: Context): Promise<Result<Attached>> {
  const missing = await homeMissing(context.paths);
  return missing === null ? attachToCheck(context) : failure(missing);
}

/** For `check`, whose report names a missing home like every other error. */
export async function attachToCheck(context: Context): Promise<Result<Attached>> {
  const client = await attachToGateway(context);
  if (client.ok || !notRunning(client)) return client;
  return success({ console: overFiles(context), close: () => undefined });
}

/** For commands that write: without a gateway they hold the home's lock, as the gateway does. */
export async function attachToWrite(context: Context, what: string): Promise<Result<Attached>> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const client = await attachToGateway(context);
    if (client.ok || !notRunning(client)) return client;
    const missing = await homeMissing(context.paths);
    const unsafe = missing === null ? await homeProblems(context.paths) : [missing];
    if (unsafe.length > 0) return failure(...unsafe);
    const lock = await acquireLock(context.paths.lock, { waitMs: LOCK_WAIT_MS, what });
    if (lock.ok) return success({ console: overFiles(context), close: lock.value.release });
    const inUse = lock.problems.some((each) => each.code === 'HOME_IN_USE');
    if (!inUse || Date.now() >= deadline) return failure(...lock.problems);
    await sleep(RETRY_MS);
  }
}

/** For commands that only a running gateway can answer: fails with `NOT_RUNNING`. */
export async function attachToGateway(context: Context): Promise<Result<Attached>> {
  const client = await connectChannel(endpointOf(context.paths));
  if (client.ok) return success({ console: client.value, close: client.value.close });
  if (!client.problems.some((each) => each.code === 'HOME_UNSAFE')) return client;
  // The channel sees one folder only; whose home it is says more.
  const unsafe = await homeProblems(context.paths);
  return unsafe.length === 0 ? client : failure(...unsafe);
}

function notRunning(failed: Result<unknown>): boolean {
  return !failed.ok && failed.problems.every((each) => each.code === 'NOT_RUNNING');
}

function overFiles({ paths, host }: Context): Console {
  return createConsole({
    paths,
    running: null,
    by: host.account,
    from: 'command line',
    now: host.now,
  });
}

/** Attaches, does the work, lets go; a failure to attach is said and becomes the exit code. */
export async function withConsole<Value>(
  attaching: Promise<Result<Attached>>,
  work: (console: Console) => Promise<Value>,
): Promise<Result<Value>> {
  const attached = await attaching;
  if (!attached.ok) return attached;
  try {
    return success(await work(attached.value.console));
  } finally {
    attached.value.close();
  }
}
