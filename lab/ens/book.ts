import type { EnsAccount, EnsCounters, EnsEvent } from './types.ts';

/** What the service keeps about a user: devices and a subscription, never credentials. */
export type Member = {
  readonly account: EnsAccount;
  subscriptionId: string | null;
  aliveAt: number;
  /** A renewal is under way. */
  busy: boolean;
};

export type Book = {
  readonly members: ReadonlyMap<string, Member>;
  readonly note: (event: EnsEvent) => void;
  readonly counters: () => EnsCounters;
  readonly listen: (listener: (event: EnsEvent) => void) => () => void;
};

export function memberBook(accounts: readonly EnsAccount[]): Book {
  const members = new Map<string, Member>(
    accounts.map((account) => [
      account.user,
      { account, subscriptionId: null, aliveAt: 0, busy: false },
    ]),
  );
  const listeners = new Set<(event: EnsEvent) => void>();
  let totals = { fetched: 0, refused: 0, pushed: 0 };
  let lastRefusal: EnsCounters['lastRefusal'] = null;
  const note = (event: EnsEvent): void => {
    if (event.kind === 'pushed') {
      totals = {
        ...totals,
        fetched: totals.fetched + 1,
        pushed: totals.pushed + event.deviceIds.length,
      };
    }
    if (event.kind === 'refused') {
      totals = { ...totals, refused: totals.refused + 1 };
      lastRefusal = { at: Date.now(), user: event.user, status: event.status, text: event.text };
    }
    for (const listener of [...listeners]) listener(event);
  };
  return {
    members,
    note,
    counters: () => ({
      subscribed: [...members.values()].filter(({ subscriptionId }) => subscriptionId !== null)
        .length,
      ...totals,
      lastRefusal,
    }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
