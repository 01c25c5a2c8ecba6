/** An allow that ends must end the streams it carried. */
import type { GatewayHost } from './types.ts';

const HOUR_MS = 3_600_000;

export class Expiry {
  readonly #host: Pick<GatewayHost, 'directory' | 'now'>;
  readonly #over: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: Pick<GatewayHost, 'directory' | 'now'>, over: () => void) {
    this.#host = host;
    this.#over = over;
  }

  /** Waits for the next end of an override, anew: the directory may be another one. */
  await(): void {
    this.clear();
    const now = this.#host.now();
    const next = this.#host.directory().nextExpiry(now);
    if (next === null) return;
    const wait = Math.min(Math.max(next - now.getTime(), 0) + 1, HOUR_MS);
    this.#timer = setTimeout(this.#over, wait).unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
