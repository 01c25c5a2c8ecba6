/**
 * A clock that jumps ahead by more than an hour would make everybody inactive at once. Until somebody confirms the new
 * time, inactivity goes on being counted by the clock as it was before (ADR 28). Across restarts nobody can tell a jump,
 * so what is suspended is kept in a file.
 */
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { openHeld } from './held.ts';
import type { Held } from './held.ts';

export interface ClockOptions {
  /** `state/clock.held` */
  readonly file: string;
  /** The folder that it lies in. */
  readonly beside: string;
  readonly now: () => Date;
  /** Milliseconds, going on while the machine sleeps: it has not jumped when it wakes. */
  readonly steady?: () => number;
  /** How many devices inactivity would newly block by the new time. */
  readonly newlyInactive: (aheadMs: number) => Promise<{ counted: number; blocked: number }>;
  /** How far the clock is ahead of the one that counts is another now. */
  readonly changed: () => void;
}

export interface ClockWatch extends Pick<Held<number>, 'waiting' | 'problems'> {
  /** By how much the clock is ahead of the one that inactivity is counted by, milliseconds; 0: it counts itself. */
  readonly ahead: () => number;
  /** To be called now and then. */
  readonly look: () => Promise<void>;
  readonly confirm: (since: string) => Promise<boolean>;
}

const JUMP_MS = 3_600_000;

export async function openClockWatch(options: ClockOptions): Promise<ClockWatch> {
  const { file, now, changed, newlyInactive, steady = () => uptime() * 1000 } = options;
  let ahead = await keptAhead(file);
  const held = openHeld<number>({
    ...{ kind: 'clock', file, beside: options.beside, now },
    subject: () => 'Inactivity by the clock of this machine, which jumped ahead,',
    meanwhile: 'Until then inactivity is counted by the clock as it was before.',
    kept: () => `ahead by ${ahead} ms`,
  });
  /** What the clock and the steady one differed by at the last look. */
  let difference = now().getTime() - steady();
  const put = async (next: number): Promise<void> => {
    ahead = next;
    if (ahead === 0) await held.drop();
    else {
      const harm = { ...(await newlyInactive(ahead)), wiped: 0 };
      await held.hold(ahead, { harm, of: [] });
    }
    changed();
  };
  if (ahead !== 0) await put(ahead);
  return {
    waiting: held.waiting,
    problems: held.problems,
    ahead: () => ahead,
    look: async () => {
      const differs = now().getTime() - steady();
      const jumped = differs - difference;
      difference = differs;
      if ((await held.confirmed()) !== null) await put(0);
      if (Math.abs(jumped) <= JUMP_MS) return;
      // Set back, it counts at once: that makes nobody inactive. What was ahead may be right again by it.
      const next = Math.max(0, ahead + jumped);
      if (next !== ahead) await put(next > JUMP_MS ? next : 0);
    },
    confirm: async (since) => {
      const confirmed = (await held.confirm(since)) !== null;
      if (confirmed) await put(0);
      return confirmed;
    },
  };
}

/** By how much inactivity is counted behind the clock, milliseconds, as the file says. */
export async function keptAhead(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = /^ahead by (\d{1,15}) ms$/m.exec(text);
  return found === null ? 0 : Number(found[1]);
}
