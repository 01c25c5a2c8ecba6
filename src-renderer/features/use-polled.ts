import { useEffect } from 'react';

/** Runs at once and then again and again while somebody looks; `load` must be one that stays the same. */
export function usePolled(load: () => Promise<void>, everyMs: number): void {
  useEffect(() => {
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, everyMs);
    return () => clearInterval(timer);
  }, [load, everyMs]);
}
