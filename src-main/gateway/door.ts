/** Who is let in at the listening socket: how many connections at all, and how many of one address. */
import { createAllowance } from './allowance.ts';
import type { Log } from './types.ts';
import type { ListenerLimits } from '../../src-shared/settings/in-force.ts';

/** Connections that were closed at once since the gateway was opened, by why. */
export interface TurnedAway {
  /** Plain HTTP from an address that may not speak it. */
  readonly plain: number;
  readonly total: number;
  readonly address: number;
}

export interface Door {
  /** Counts a connection in, unless there are too many; `leave` counts it out. */
  readonly enter: (address: string, limits: ListenerLimits, exempt: boolean) => boolean;
  readonly leave: (address: string) => void;
  readonly refusePlain: (address: string, balancers: readonly string[]) => void;
  readonly turnedAway: () => TurnedAway;
}

/** @param now epoch milliseconds */
export function createDoor(log: Log, now: () => number): Door {
  const warnings = createAllowance(1, now);
  const inside = new Map<string, number>();
  const turnedAway = { plain: 0, total: 0, address: 0 };
  let total = 0;
  return {
    enter: (address, limits, exempt) => {
      const place = placeOf(address);
      const count = inside.get(place) ?? 0;
      if (total >= limits.connections) {
        turnedAway.total += 1;
        // One line for all: this may be a flood from everywhere.
        if (warnings.take('total'))
          log.warn({ connections: total }, 'turned away: too many connections in total');
        return false;
      }
      if (!exempt && count >= limits.connectionsPerAddress) {
        turnedAway.address += 1;
        if (warnings.take(place))
          log.warn(
            { client: address, connections: count },
            'turned away: too many connections of this address',
          );
        return false;
      }
      total += 1;
      inside.set(place, count + 1);
      return true;
    },
    leave: (address) => {
      const place = placeOf(address);
      const count = inside.get(place) ?? 0;
      total -= 1;
      if (count > 1) inside.set(place, count - 1);
      else inside.delete(place);
    },
    refusePlain: (address, balancers) => {
      turnedAway.plain += 1;
      if (warnings.take(address))
        log.warn(
          { client: address, balancers },
          'turned away: plain HTTP is for loopback and listener.balancers',
        );
    },
    turnedAway: () => ({ ...turnedAway }),
  };
}

/** Of IPv6 the /64: whoever has one address has all of its network (RFC 6177). */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = '', after] = address.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
