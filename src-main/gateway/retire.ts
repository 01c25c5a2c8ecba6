/** What becomes of the transactions of a generation that is no longer in force (ARCHITECTURE.md, "Settings: draft, saved, in force"). */
import { cutFor } from './cut.ts';
import { interrupts } from './generation.ts';
import type { Generation } from './generation.ts';
import { mayStay } from './pinning.ts';
import type { Pin, Pins } from './pins.ts';
import type { RestartCost } from './restart-cost.ts';
import type { Transaction } from './transaction.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

export interface Retired {
  readonly generation: Generation;
  /** Ends what lasts and loses its ground by a further change of settings. */
  readonly interrupt: (settings: GatewaySettings) => void;
  /** Ends what lasts, now; ordinary requests keep their time. */
  readonly finish: () => void;
  readonly over: Promise<void>;
}

/**
 * Lets ordinary requests end within `restart.drain.seconds` and lasting ones within
 * `restart.grace.seconds`; lasting ones end at once where `next` took away what they stand on.
 */
export function retire(
  generation: Generation,
  next: GatewaySettings,
  cost: RestartCost,
  pins: Pins,
): Retired {
  const { drainSeconds, graceSeconds } = next.restart;
  const cutWhere = (which: (transaction: Transaction) => boolean): void => {
    for (const transaction of generation.open) {
      if (!which(transaction)) continue;
      cost.cut(transaction);
      cutFor('restart', transaction);
    }
  };
  let latest = next;
  const hasNoGround = ({ lasting, reading, asked }: Transaction): boolean =>
    lasting &&
    reading !== null &&
    interrupts(generation.settings, latest, { route: reading.route, asked });
  const interrupt = (settings: GatewaySettings): void => {
    latest = settings;
    generation.narrow(settings);
    cutWhere(hasNoGround);
    pins.leave(generation, (pin) => losesGround(pin, generation.settings, settings));
  };
  interrupt(next);
  const cutAfter = (
    seconds: number,
    which: (transaction: Transaction) => boolean,
  ): NodeJS.Timeout =>
    setTimeout(() => {
      cutWhere(which);
    }, seconds * 1000);
  const leavePins = (): void => {
    pins.leave(generation, () => true);
  };
  const timers = [
    // Also what turned out to last only after the swap, and could not have begun since.
    cutAfter(drainSeconds, (each) => !each.lasting || hasNoGround(each)),
    cutAfter(graceSeconds, ({ lasting }) => lasting),
    // A sign-in that belongs to a connection lasts, too.
    setTimeout(leavePins, graceSeconds * 1000),
    // One that turned out to last only after its time was over.
    cutAfter(Math.max(drainSeconds, graceSeconds), () => true),
  ];
  const over = whenEmpty(generation, pins).then(() => {
    timers.forEach(clearTimeout);
    generation.close();
  });
  return {
    generation,
    interrupt,
    finish: () => {
      cutWhere(({ lasting }) => lasting);
      leavePins();
    },
    over,
  };
}

/** Whether a change of settings takes away its server, its trust, or the permission to sign in so. */
function losesGround(pin: Pin, before: GatewaySettings, after: GatewaySettings): boolean {
  const { route } = pin.owner;
  if (interrupts(before, after, { route, asked: pin.upstream.address })) return true;
  return !mayStay(pin, after);
}

/** Polls: a hook on every transaction's end would cost each of them something for this rare need. */
async function whenEmpty(generation: Generation, pins: Pins): Promise<void> {
  while (generation.open.size > 0 || pins.countOf(generation) > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
