import { useEffect } from 'react';

/** Runs at once and then again and again while somebody looks; `load` must be one that stays the same. Another `about`: at once again. */
export function usePolled(load: () => Promise<void>, everyMs: number, about?: unknown): void {
  useEffect(() => {
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, everyMs);
    return () => clearInterval(timer);
  }, [load, everyMs, about]);
}
