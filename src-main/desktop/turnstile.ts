/** How many calls of the window are at work at the same time: a page in a loop must not keep main from its gateway. */

/** Of one name. The page itself has two or three on their way. */
export const MOST_OF_ONE = 16;

export interface Turnstile {
  /** False: there are as many as may be. Else `leave` follows. */
  readonly enter: (name: string) => boolean;
  readonly leave: (name: string) => void;
}

/** `fewer`: names that must not have as many, for instance because each one asks a person. */
export function turnstile(fewer: Readonly<Record<string, number>> = {}): Turnstile {
  const inside = new Map<string, number>();
  const most = (name: string): number => fewer[name] ?? MOST_OF_ONE;
  return {
    enter: (name) => {
      const now = inside.get(name) ?? 0;
      if (now >= most(name)) return false;
      inside.set(name, now + 1);
      return true;
    },
    leave: (name) => void inside.set(name, (inside.get(name) ?? 1) - 1),
  };
}
