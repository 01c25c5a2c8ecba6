/** What becomes of a listener that accepts no more. */
import { cutFor } from './cut.ts';
import type { Listener } from './listener.ts';
import type { RestartCost } from './restart-cost.ts';
import type { Transaction } from './transaction.ts';
import type { RestartSettings } from '../../src-shared/settings/in-force.ts';

interface Draining {
  readonly restart: RestartSettings;
  readonly open: () => readonly Transaction[];
  /** Null: what is cut counts for no restart. */
  readonly cost: RestartCost | null;
  readonly over: () => void;
}

/** Its connections end with their next answer; what is still there afterwards is idle. */
export function drainListener(listener: Listener, { restart, open, cost, over }: Draining): void {
  listener.stopAccepting();
  const { drainSeconds, graceSeconds } = restart;
  setTimeout(
    () => {
      // Also what came by an old connection after the swap, and lasts.
      for (const transaction of open()) {
        if (!listener.has(transaction.exchange.connection)) continue;
        cost?.cut(transaction);
        cutFor('restart', transaction);
      }
      listener.destroyConnections();
      over();
    },
    Math.max(drainSeconds, graceSeconds) * 1000 + 1000,
  ).unref();
}
