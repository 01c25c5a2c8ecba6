/** The clock of an open engine: whom a jump would make inactive is asked of its directory. */
import { dirname, join } from 'node:path';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { openClockWatch, type ClockWatch } from '../compliance/clock-watch.ts';
import type { DirectoryService } from '../compliance/service.ts';
import { measuringImpact } from '../compliance/impact.ts';
import { poll } from '../compliance/polling.ts';
import { calmly } from '../compliance/work.ts';
import type { Log } from '../../src-shared/log.ts';

export interface EngineClockOptions {
  /** `state/directory` */
  readonly directoryFile: string;
  readonly directory: Pick<DirectoryService, 'current'>;
  /** As the settings say. */
  readonly policies: () => Policies;
  readonly now: () => Date;
  readonly log: Log;
  readonly changed: () => void;
  readonly steady?: (() => number) | undefined;
}

export interface EngineClock extends Omit<ClockWatch, 'look'> {
  readonly close: () => Promise<void>;
}

/** @param directoryFile `state/directory` */
export const clockFileOf = (directoryFile: string): string =>
  join(dirname(directoryFile), 'clock.held');

const EVERY_MS = 500;

export async function openEngineClock(options: EngineClockOptions): Promise<EngineClock> {
  const { directoryFile, directory, policies, now, log, changed, steady } = options;
  const file = clockFileOf(directoryFile);
  const newlyInactive = async (aheadMs: number) => {
    const after = policies();
    const before = { ...after, clockAhead: aheadMs };
    const question = { directory: directory.current(), before, after, now: now() };
    const { devices, newlyBlocked } = await calmly(measuringImpact(question));
    return { counted: devices, blocked: newlyBlocked };
  };
  const watch = await openClockWatch({
    ...{ file, beside: dirname(file), now, newlyInactive, changed },
    ...(steady === undefined ? {} : { steady }),
  });
  let told = 0;
  const look = async (): Promise<void> => {
    try {
      await watch.look();
    } catch (error) {
      log.error({ error: String(error) }, 'the clock could not be looked at: this is a bug');
    }
    if (watch.ahead() === told) return;
    told = watch.ahead();
    log.warn({ aheadMs: told }, 'the clock jumped: inactivity is counted without it');
  };
  const stop = poll(EVERY_MS, look);
  // Without the policy it blocks nobody, and nothing waits.
  const matters = (): boolean => policies().rules.inactivityDays !== null;
  return {
    ahead: watch.ahead,
    waiting: () => (matters() ? watch.waiting() : null),
    problems: () => (matters() ? watch.problems() : []),
    confirm: watch.confirm,
    close: async () => stop(),
  };
}
