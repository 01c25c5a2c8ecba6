import { seededRandom, type Random } from './random.ts';

export type Traffic = { readonly stop: () => void };

/** The next mail: after how long, and for whom. Arrivals are Poisson, `rate` a second on the whole. */
export function nextMail<U>(
  random: Random,
  users: readonly U[],
  rate: number,
): { readonly afterMs: number; readonly user: U } {
  return { afterMs: (-Math.log(1 - random.next()) * 1000) / rate, user: random.pick(users) };
}

/** Delivers mail until stopped. `rate` 0: none at all. */
export function startTraffic<U>(
  options: { readonly seed: number; readonly rate: number; readonly users: readonly U[] },
  deliver: (user: U) => void,
): Traffic {
  const random = seededRandom(options.seed, 'traffic');
  let timer: NodeJS.Timeout | null = null;
  const plan = (): void => {
    if (options.rate <= 0 || options.users.length === 0) return;
    const { afterMs, user } = nextMail(random, options.users, options.rate);
    timer = setTimeout(() => {
      deliver(user);
      plan();
    }, afterMs);
  };
  plan();
  return {
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
