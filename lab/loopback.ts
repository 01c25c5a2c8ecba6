// The lab never listens on, or speaks to, anything but this machine.

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

export function isLoopbackUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && LOOPBACK_HOST.test(url.hostname);
  } catch {
    return false;
  }
}

/** @throws Error for a URL that leads off this machine. */
export function requireLoopback(text: string): URL {
  if (!isLoopbackUrl(text)) throw new Error(`the lab speaks to loopback only, not to ${text}`);
  return new URL(text);
}

/** @throws Error for a host that is not loopback. */
export function requireLoopbackHost(host: string): string {
  if (!LOOPBACK_HOST.test(host))
    throw new Error(`the lab listens on loopback only, not on ${host}`);
  return host;
}
