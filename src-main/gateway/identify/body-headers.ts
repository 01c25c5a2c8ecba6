/** What the header lines say of an EWS body, before a byte of it is read: Exchange would decode it, this gateway does not. */
import { firstValue, valuesOf } from '../../http/fields.ts';
import type { HeaderLine } from '../../http/fields.ts';

/** Why the body cannot be read as what it is, or null. Completes "The SOAP request cannot be read: ...". */
export function whyUnreadable(lines: readonly HeaderLine[]): string | null {
  if (firstValue(lines, 'content-encoding') !== null) return 'it has a Content-Encoding';
  const charsets = valuesOf(lines, 'content-type').flatMap((value) => [
    ...value.matchAll(/charset\s*=\s*["']?([^"';,\s]*)/gi),
  ]);
  // IIS decodes by this name; in EBCDIC the same bytes are another request.
  const isUtf8 = charsets.every(([, name]) => /^(?:utf-?8|us-ascii)$/i.test(name ?? ''));
  return isUtf8 ? null : 'it is not UTF-8';
}
