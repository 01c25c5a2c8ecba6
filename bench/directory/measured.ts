/** One round, in a process of its own: `node measured.cjs COUNT FOLDER`; prints what it measured as JSON. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MANY_DEVICES, openCrew } from '../../src-main/compliance/crew.ts';
import { openDirectory } from '../../src-main/compliance/service.ts';
import type { DirectoryService } from '../../src-main/compliance/service.ts';
import { sum } from '../lib/figures.ts';
import { timeDecisions } from './decisions.ts';
import type { DecisionCost } from './decisions.ts';
import { deviceOf, writeFeed } from './devices.ts';
import { stallOf } from './stall.ts';
import type { Stall } from './stall.ts';

/** A thread that has nothing to do ends after 10 s. */
const UNTIL_IDLE_MS = 12_000;
const DELTA = 10_000;

export interface Step extends Stall {
  readonly what: string;
  readonly seconds: number;
}

export interface Round {
  readonly count: number;
  readonly steps: readonly Step[];
  /** Of the memory that threads share. */
  readonly sharedPerDevice: number;
  readonly bytesPerDevice: number;
  readonly peakPerDevice: number;
  readonly decisions: readonly DecisionCost[];
}

async function measure(count: number, folder: string): Promise<Round> {
  const before = resident();
  const feedFile = join(folder, 'devices.json');
  const stateFile = join(folder, 'state', 'directory');
  await mkdir(join(folder, 'state'), { recursive: true });
  await writeFeed(feedFile, count);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const open = (from: string | null) =>
    openDirectory({
      ...{ feedFile: from, stateFile, overridesFile: join(folder, 'state', 'overrides.json') },
      ...{ now: () => new Date(), onChange: () => undefined, log: silent },
      workerFile: join(__dirname, 'worker.cjs'),
    });
  const steps: Step[] = [];
  const step = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
    // What this bench itself left behind is not collected at the product's cost.
    globalThis.gc?.();
    const { value, ...cost } = await stallOf(work);
    steps.push({ what, ...cost });
    return value;
  };

  const first = await step('from the file', () => open(feedFile));
  await step('written and closed', () => first.close());
  const sharedPerDevice = (await sharedBytes(stateFile)) / count;
  const service = await step('from the state', () => open(null));
  await step('nothing, until the thread ends', () => sleep(UNTIL_IDLE_MS));
  const after = resident();
  const decisions = timeDecisions(service.current(), count);
  await deltas(service, count, step);
  await step('written and closed again', () => service.close());
  const peak = process.resourceUsage().maxRSS * 1024;
  return {
    ...{ count, steps, decisions, sharedPerDevice, bytesPerDevice: (after - before) / count },
    peakPerDevice: peak / count,
  };
}

async function deltas(
  service: DirectoryService,
  count: number,
  step: (what: string, work: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const some = (first: number, more = {}) =>
    Array.from({ length: DELTA }, (_, i) => deviceOf(first + i * Math.floor(count / DELTA), more));
  const change = (devices: ReturnType<typeof some>) => () =>
    service.change({ devices, removed: [], at: Date.now() });
  await step('10,000 that changed', change(some(0, { compromised: true })));
  await step('10,000 that are new', change(some(count)));
  await step('one wipe', change([deviceOf(1, { enrollment: 'wiped' })]));
}

/** What the thread hands over, array by array. */
async function sharedBytes(stateFile: string): Promise<number> {
  const crew = openCrew(join(__dirname, 'worker.cjs'));
  const read = await crew.run('readState', MANY_DEVICES, stateFile);
  await crew.close();
  return read.ok ? bytesIn(read.value) : Number.NaN;
}

function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.buffer.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return sum(Object.values(value).map(bytesIn));
}

function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

const [count, folder] = process.argv.slice(2);
void measure(Number(count), String(folder)).then((round) =>
  process.stdout.write(JSON.stringify(round)),
);
