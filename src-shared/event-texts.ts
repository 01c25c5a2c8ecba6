/** What happened to a request that the journal has, in words. */
import type { Reason } from './decision.ts';
import type { JournalEvent } from './events.ts';
import { remarkInWords } from './kerberos-texts.ts';
import { reasonTexts } from './reason-texts.ts';

export function happened({ reason, remark }: Pick<JournalEvent, 'reason' | 'remark'>): string {
  return remark === null ? reasonTexts[reason] : `${reasonTexts[reason]} ${remarkInWords(remark)}`;
}

/**
 * How such a request ended no decision about user and device says: it never came that far, or it was let through and failed
 * behind. To decide now tells what would come of user and device, and nothing of this.
 */
const decidedElsewhere: ReadonlySet<Reason> = new Set<Reason>([
  'KERBEROS_REFUSED',
  'KERBEROS_FAILED',
  'CLIENT_CERTIFICATE',
  'AUTHENTICATION_UNSUPPORTED',
  'NO_METHOD_LEFT',
  'NO_IDENTITY',
  'ROUTE_UNKNOWN',
  'EWS_PROXY_OFF',
  'REQUEST_MALFORMED',
  'REQUEST_LOOP',
  'SOAP_UNREADABLE',
  'REDIRECT_REFUSED',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TLS',
  'UPSTREAM_TIMEOUT',
]);

export type Asking = 'whole' | 'elsewhere' | 'unnamed';

/** What a decision of now can say of such a request. `unnamed`: nothing of its user, whom nobody but Exchange could read. */
export function askingNow({
  reason,
  user,
  authentication,
}: Pick<JournalEvent, 'reason' | 'user' | 'authentication'>): Asking {
  if (decidedElsewhere.has(reason)) return 'elsewhere';
  return user === null && authentication !== 'none' ? 'unnamed' : 'whole';
}
