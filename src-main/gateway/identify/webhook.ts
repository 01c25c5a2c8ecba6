/**
 * Where a push subscription has Exchange send notifications: read from `Subscribe/PushSubscriptionRequest/URL`, to know
 * its host. The address holds encrypted credentials (facts: seg 1.3), so nothing else of it is kept.
 */

/** The host, lower case; null: not an address that every reader reads alike. */
export function webhookHostOf(address: string): string | null {
  // White space around it is none of it to an XML reader. User info, backslashes and the like lead readers apart.
  const text = address.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(text)) return null;
  const found = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?(?:[/?#]|$)/i.exec(text);
  return found?.[1]?.toLowerCase() ?? null;
}

/** Follows the elements inside of `Subscribe`. */
export class SubscribeReader {
  /** Names of open elements below `Subscribe`. */
  readonly #path: string[] = [];
  #requests = 0;
  #addresses = 0;
  #host: string | null = null;

  /** Undefined: no push subscription. */
  get webhookHost(): string | null | undefined {
    return this.#requests === 0 ? undefined : this.#host;
  }

  /** @returns why it cannot be read, or null */
  open(local: string): string | null {
    const [request] = this.#path;
    const depth = this.#path.push(local);
    if (depth === 1 && local === 'PushSubscriptionRequest' && ++this.#requests > 1)
      return 'it subscribes twice';
    if (request !== 'PushSubscriptionRequest') return null;
    if (depth === 2 && local === 'URL' && ++this.#addresses > 1)
      return 'it names two addresses for notifications';
    return depth > 2 && this.#path[1] === 'URL' ? 'its address for notifications is no text' : null;
  }

  /** @returns whether `Subscribe` itself ended */
  close(text: string): boolean {
    const isAddress = this.#path.length === 2 && this.#path[1] === 'URL';
    if (isAddress && this.#path[0] === 'PushSubscriptionRequest') this.#host = webhookHostOf(text);
    return this.#path.pop() === undefined;
  }
}
