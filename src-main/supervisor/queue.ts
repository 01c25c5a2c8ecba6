/** Work on the gateway's life, one after the other; equal work that still waits is done once. */

export interface SerialQueue {
  /**
   * Runs `work` when everything before it has settled. With a `key`, a caller joins work of the
   * same key that waits and has not begun.
   */
  readonly run: <Value>(work: () => Promise<Value>, key?: string) => Promise<Value>;
}

export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  const waiting = new Map<string, Promise<unknown>>();

  return {
    run: <Value>(work: () => Promise<Value>, key?: string): Promise<Value> => {
      const joined = key === undefined ? undefined : waiting.get(key);
      if (joined !== undefined) return joined as Promise<Value>;
      const begin = (): Promise<Value> => {
        if (key !== undefined) waiting.delete(key);
        return work();
      };
      const mine = last.then(begin, begin);
      if (key !== undefined) waiting.set(key, mine);
      last = mine;
      return mine;
    },
  };
}
