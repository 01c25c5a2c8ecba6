/** The console of the bench: its processes, and what a person does in its window. */
import { writeFileSync } from 'node:fs';
import type { CDPSession, ElectronApplication, Page } from '@playwright/test';
import type { OpenConsole } from '../../e2e/app/open-console.ts';
import { size } from '../../src-renderer/ui/theme/tokens.ts';
import { cpuMs, ownMb } from '../lib/processes.ts';
import { installMeter, type Meter, type Noted } from './meter.ts';

export type Pids = Readonly<Record<ProcessName, number>>;
export const processNames = ['main', 'page', 'gateway', 'drawing'] as const;
export type ProcessName = (typeof processNames)[number];
export type PerProcess = Readonly<Record<ProcessName, number>>;

export interface Watched extends Noted {
  readonly seconds: number;
  /** Milliseconds of CPU time; NaN where the system does not tell. */
  readonly cpu: PerProcess;
}

export interface Bench {
  readonly page: Page;
  /** Events a second that are recorded from now on. */
  readonly setRate: (rate: number) => void;
  readonly watch: (work: () => Promise<void>) => Promise<Watched>;
  readonly awaitHeading: (title: string) => Promise<void>;
  /** Megabytes in use in the page after a forced collection, and of all processes. */
  readonly memory: () => Promise<{ readonly heap: number; readonly own: PerProcess }>;
}

export async function benchOn(
  { app, main, page, call }: OpenConsole,
  rateFile: string,
): Promise<Bench> {
  await page.evaluate(installMeter, size.row);
  const session = await page.context().newCDPSession(page);
  const { pid: gateway } = await call('status', {});
  const pids = { ...(await chromiumPids(app)), main: main.pid ?? 0, gateway };
  return {
    page,
    setRate: (rate) => writeFileSync(rateFile, String(rate)),
    watch: (work) => watch(page, pids, work),
    awaitHeading: (title) =>
      page.evaluate((to) => (window as unknown as { meter: Meter }).meter.awaitHeading(to), title),
    memory: async () => ({
      heap: await heapMb(session),
      own: perProcess((name) => ownMb(pids[name])),
    }),
  };
}

async function chromiumPids(app: ElectronApplication): Promise<{ page: number; drawing: number }> {
  const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics());
  const pidOf = (wanted: string): number => metrics.find(({ type }) => type === wanted)?.pid ?? 0;
  return { page: pidOf('Tab'), drawing: pidOf('GPU') };
}

function perProcess(of: (name: ProcessName) => number | null): PerProcess {
  const entries = processNames.map((name) => [name, of(name) ?? Number.NaN] as const);
  return Object.fromEntries(entries) as unknown as PerProcess;
}

async function watch(page: Page, pids: Pids, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(() => (window as unknown as { meter: Meter }).meter.begin());
  const before = perProcess((name) => cpuMs(pids[name]));
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  const after = perProcess((name) => cpuMs(pids[name]));
  const noted = await page.evaluate(() => (window as unknown as { meter: Meter }).meter.end());
  return { ...noted, seconds, cpu: perProcess((name) => after[name] - before[name]) };
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
