/** Which header lines may be looked at: unknown ones that could be the device header, and nothing that could be a secret. */
import type { HeaderLine } from '../../http/fields.ts';
import { headerName } from '../../../src-shared/settings/mem-values.ts';

/** Of HTTP, of proxies and of EWS (facts: ews 1.2): what they say is known. */
const known: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'accept-datetime'],
  ...['age', 'cache-control', 'content-disposition', 'content-language', 'content-location'],
  ...['dnt', 'early-data', 'forwarded', 'from', 'if-match', 'if-modified-since', 'if-none-match'],
  ...['if-range', 'if-unmodified-since', 'max-forwards', 'origin', 'pragma', 'prefer', 'priority'],
  ...['range', 'referer', 'soapaction', 'traceparent', 'tracestate', 'baggage', 'user-agent'],
  ...['upgrade-insecure-requests', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port'],
  ...['x-forwarded-proto', 'x-forwarded-server', 'x-real-ip', 'x-request-id', 'x-correlation-id'],
  ...['client-request-id', 'return-client-request-id', 'x-anchormailbox', 'x-clientstatistics'],
  ...['x-preferserveraffinity', 'x-backendoverridecookie', 'x-ews-targetversion'],
  ...['x-owa-explicitlogonuser', 'x-openasadminorsystemservice', 'ms-asprotocolversion'],
  ...['x-ms-policykey', 'mailbox-culture', 'x-mailboxculture'],
]);

/** A value behind such a name is never read, whatever it is. */
const secret =
  /auth|cookie|token|secret|passw|pwd|passphrase|credential|creds|session|signature|assertion|jwt|bearer|ticket|nonce|csrf|xsrf|cert|(?:^|[-_])(?:api|access|private)?-?key/i;
/** No list of one user's devices is longer, and nothing longer is read again and again. */
const longest = 8192;

/** @param lower of the name */
export function mayBeDeviceHeader({ lower, value }: HeaderLine): boolean {
  if (value === '' || value.length > longest || known.has(lower) || secret.test(lower))
    return false;
  return headerName.safeParse(lower).success;
}
