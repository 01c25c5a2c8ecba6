/** The clients whose 401 lost its last usable method: they will fail until Exchange offers Basic or OAuth. */
import type { NoMethodLeft } from './types.ts';

export interface NoMethodLeftList {
  readonly add: (entry: NoMethodLeft) => void;
  readonly all: () => readonly NoMethodLeft[];
  /** The settings changed: what was seen before says nothing about now. */
  readonly clear: () => void;
}

const capacity = 100;

/** One entry per address and user, the newest kept. */
export function createNoMethodLeftList(): NoMethodLeftList {
  const entries = new Map<string, NoMethodLeft>();
  return {
    add: (entry) => {
      const key = `${entry.client} ${entry.user ?? ''}`;
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > capacity)
        for (const oldest of entries.keys()) return void entries.delete(oldest);
    },
    all: () => [...entries.values()],
    clear: () => {
      entries.clear();
    },
  };
}
