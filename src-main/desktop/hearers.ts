/** Who in the page hears which event. Free of Electron: the preload script is made of it. */
type Listener = (event: unknown) => void;

export interface Hearers {
  readonly tell: (name: string, value: unknown) => void;
  /** Returns how to stop. */
  readonly on: (name: string, listener: Listener) => () => void;
}

/**
 * @param kept names of events that happen once: the newest is kept until somebody listens. Of the others the next one
 *   says it anew.
 */
export function hearers(kept: readonly string[]): Hearers {
  const listeners = new Map<string, Set<Listener>>();
  const unheard = new Map<string, unknown>();
  const tell = (name: string, value: unknown): void => {
    const among = listeners.get(name);
    if (among === undefined || among.size === 0) {
      if (kept.includes(name)) unheard.set(name, value);
      return;
    }
    for (const listener of among) tellOne(listener, value);
  };
  return {
    tell,
    on: (name, listener) => {
      const among = listeners.get(name) ?? new Set();
      listeners.set(name, among.add(listener));
      if (unheard.has(name)) {
        const value = unheard.get(name);
        unheard.delete(name);
        // Afterwards: whoever listens has first to know how to stop.
        queueMicrotask(() => tell(name, value));
      }
      return () => void among.delete(listener);
    },
  };
}

/** One that throws keeps none from hearing. */
function tellOne(listener: Listener, value: unknown): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
