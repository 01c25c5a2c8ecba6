/** Single values of the settings for device management (facts: uem 1, 2). */
import { z } from 'zod';
import { formatHostAndPort, parseHostAndPort } from './host-and-port.ts';
import type { UpstreamAddress } from './in-force.ts';

export const uemSignIns = ['basic', 'oauth'] as const;

/** An address that was taken apart, or why it is none: completes the sentence "KEY ...", and never repeats the value. */
export type ParsedWebAddress =
  | { readonly ok: true; readonly address: UpstreamAddress; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/**
 * `https://host`, `https://host:port`, each with a path of plain characters. Passwords travel there, so without TLS only
 * to this machine.
 */
export function parseWebAddress(text: string): ParsedWebAddress {
  const match = /^(https?:\/\/)([^/]*)(\/[\w.~/-]*)?$/i.exec(text);
  if (match === null) return { ok: false, reason: 'is not https://host with a path of letters' };
  const [, scheme = '', authority = '', path = ''] = match;
  const plain = scheme.toLowerCase() === 'http://';
  const port = /:\d+$/.test(authority) ? '' : `:${plain ? 80 : 443}`;
  const parsed = parseHostAndPort(`${scheme}${authority}${port}`);
  if (!parsed.ok) return parsed;
  if (plain && !isLoopback(parsed.address.host)) {
    return { ok: false, reason: 'has no TLS: what signs in there must not be read on the way' };
  }
  return { ok: true, address: parsed.address, path };
}

/** What precedes `/API/`: clients write it with and without (facts: uem 1). */
export function parseUemUrl(text: string): ParsedWebAddress {
  const parsed = parseWebAddress(text);
  if (!parsed.ok) return parsed;
  return /^(?:\/api)?\/?$/i.test(parsed.path)
    ? { ...parsed, path: '' }
    : { ok: false, reason: 'has a path: the host alone, or with /API' };
}

export function parseProxy(text: string): ParsedWebAddress {
  const parsed = parseHostAndPort(text);
  if (!parsed.ok) return parsed;
  return parsed.address.scheme === 'http'
    ? { ok: true, address: parsed.address, path: '' }
    : { ok: false, reason: 'begins with https://: proxies are reached by http://' };
}

/** One form of each address, for comparing and for showing. */
export function formatWebAddress(parsed: ParsedWebAddress & { ok: true }): string {
  return `${formatHostAndPort(parsed.address)}${parsed.path}`;
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host);

const addressBy = (parse: (text: string) => ParsedWebAddress) =>
  z
    .string()
    .max(512)
    .superRefine((text, context) => {
      const parsed = parse(text);
      if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.reason });
    })
    .nullable();

export const uemUrl = addressBy(parseUemUrl);
export const tokenUrl = addressBy(parseWebAddress);
export const proxyUrl = addressBy(parseProxy);

/** A name at a sign-in. RFC 7617 2: a colon would end it. */
export const accountName = z
  .string()
  .max(256)
  .regex(/^[^\s:\p{Cc}\p{Cs}](?:[^:\p{Cc}\p{Cs}]*[^\s:\p{Cc}\p{Cs}])?$/u)
  .nullable();

/** `lgid` and `organizationgroupid` are numbers (facts: uem 3.1). */
export const organizationGroup = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .nullable();
