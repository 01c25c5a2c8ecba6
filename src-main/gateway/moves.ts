/**
 * Where Exchange sent the devices of users (451): their next requests go there at once. Kept in memory alone, since Exchange
 * says it again to whoever asks the old place; bounded, and each for a day, so that one that became wrong ends by itself.
 */
import { ownText } from '../http/own-text.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { clip } from '../../src-shared/clip.ts';
import type { MovedDevice } from './types.ts';

const most = 10_000;
const keptMilliseconds = 24 * 60 * 60 * 1000;

/** As the request names them. */
export interface Who {
  readonly user: string;
  readonly device: string;
}

interface Move extends Who {
  readonly address: UpstreamAddress;
  readonly at: number;
}

export class Moves {
  /** Oldest first. */
  readonly #moves = new Map<string, Move>();

  get isEmpty(): boolean {
    return this.#moves.size === 0;
  }

  /** @param now epoch milliseconds */
  find(who: Who, now: number): UpstreamAddress | null {
    const move = this.#moves.get(keyOf(who));
    if (move === undefined) return null;
    if (now < move.at + keptMilliseconds) return move.address;
    this.#moves.delete(keyOf(who));
    return null;
  }

  remember(who: Who, address: UpstreamAddress, now: number): void {
    const key = keyOf(who);
    this.#moves.delete(key);
    const [user, device] = [ownText(who.user), ownText(who.device)];
    this.#moves.set(key, { user, device, address, at: now });
    const [oldest] = this.#moves.keys();
    if (this.#moves.size > most && oldest !== undefined) this.#moves.delete(oldest);
  }

  forget(who: Who): void {
    this.#moves.delete(keyOf(who));
  }

  list(now: number): readonly MovedDevice[] {
    return [...this.#moves.values()]
      .filter(({ at }) => now < at + keptMilliseconds)
      .map(({ user, device, address, at }) => ({
        user: clip(user),
        device: clip(device),
        host: formatHostAndPort(address),
        since: new Date(at).toISOString(),
        until: new Date(at + keptMilliseconds).toISOString(),
      }));
  }

  /** @returns how many there were */
  clear(): number {
    const { size } = this.#moves;
    this.#moves.clear();
    return size;
  }
}

/** Exchange regards no letter case in either. */
function keyOf({ user, device }: Who): string {
  return JSON.stringify([user.toLowerCase(), device.toLowerCase()]);
}
