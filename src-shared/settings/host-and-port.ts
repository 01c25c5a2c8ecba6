/**
 * `https://host:port`: the form of `ews.email.server.host.and.port` and of `emailServer.hostAndPort`.
 *
 * Stricter than a URL on purpose: what a URL parser forgives (user info, paths, `127.1`, backslashes) would
 * either be dropped in silence or lead somewhere else than it reads.
 */
import { z } from 'zod';
import type { UpstreamAddress } from './in-force.ts';

/** `reason` completes the sentence "KEY ...". It never repeats the value, which may hold a password. */
export type ParsedAddress =
  | { readonly ok: true; readonly address: UpstreamAddress }
  | { readonly ok: false; readonly reason: string };

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

export function parseHostAndPort(text: string): ParsedAddress {
  const reason = overallFault(text);
  if (reason !== null) return refuse(reason);
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase() === 'https' ? 'https' : 'http';
  const authority = text.slice(scheme.length + '://'.length);
  const bracketed = authority.startsWith('[');
  const match = /^(?:\[([^[\]]*)\]|([^[\]:]*))(?::([^:]*))?$/.exec(authority);
  if (match === null) return refuse('has an IPv6 address without brackets, or more than one port');
  const host = match[1] ?? match[2] ?? '';
  const hostReason = bracketed ? ipv6Fault(host) : hostFault(host);
  if (hostReason !== null) return refuse(hostReason);
  if (match[3] === undefined) return refuse('does not say the port');
  if (!/^[1-9]\d{0,4}$/.test(match[3]) || Number(match[3]) > 65535) {
    return refuse('has a port that is not a number from 1 to 65535');
  }
  return { ok: true, address: { scheme, host: host.toLowerCase(), port: Number(match[3]) } };
}

/** The inverse: brackets around IPv6. */
export function formatHostAndPort(address: UpstreamAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.scheme}://${host}:${address.port}`;
}

/** Why `host` is neither a host name nor an IPv4 address, or null. */
export function hostFault(host: string): string | null {
  if (host === '') return 'does not name a host';
  if (/[^\x20-\x7e]/.test(host)) return 'has a host name outside ASCII: write its xn-- form';
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  // "Ends in a number" (WHATWG URL, host parsing): the system's resolver would read 127.1 or 0x7f000001 as an address.
  if (/^(?:\d+|0x[0-9a-f]*)$/i.test(last)) {
    return ipv4.safeParse(host).success ? null : 'has a malformed IPv4 address';
  }
  const labelled = labels.every((label) =>
    /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label),
  );
  return labelled && host.length <= 253 ? null : 'has a malformed host name';
}

function ipv6Fault(host: string): string | null {
  return ipv6.safeParse(host).success ? null : 'has a malformed IPv6 address in the brackets';
}

function overallFault(text: string): string | null {
  if (text === '') return 'is empty';
  if (/[\s\u0000-\u001f]/.test(text)) return 'has a blank in it or after it';
  if (!/^https?:\/\//i.test(text)) return 'does not begin with https:// or http://';
  const rest = text.slice(text.indexOf('//') + 2);
  if (rest.includes('@')) return 'names a user: a host and a port are all that is allowed';
  if (/[?#]/.test(rest)) return 'has a query or a fragment after the port';
  if (/[/\\]/.test(rest)) return 'has a slash or a path after the port';
  return null;
}

function refuse(reason: string): ParsedAddress {
  return { ok: false, reason };
}
