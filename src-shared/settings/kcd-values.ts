/** Single values of the settings for Kerberos constrained delegation, in the vendor's words (facts: seg 4.2). */
import { z } from 'zod';
import { hostFault } from './host-and-port.ts';

/** RFC 4120 7.1.3: a port of its own is not needed, but may be. */
const KDC_PORT = 88;

export interface DomainController {
  /** Upper case. */
  readonly realm: string;
  readonly host: string;
  readonly port: number;
}

/** The vendor wants it in upper case, and so does Active Directory. */
const realmForm = /^[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?(?:\.[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?)*$/;

/** `EX.TEST dc1.ex.test` or `EX.TEST dc1.ex.test:1088`; a reason where it is neither. */
export function parseDomainController(text: string): DomainController | string {
  const [realm = '', at = '', ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0 || at === '') return 'is not "DOMAIN domain-controller"';
  if (realm.length > 253 || !realmForm.test(realm))
    return 'has a domain that is not in upper case, as EX.TEST';
  const match = /^(.+?)(?::(\d{1,5}))?$/.exec(at);
  const host = match?.[1] ?? '';
  const port = Number(match?.[2] ?? KDC_PORT);
  if (hostFault(host) !== null) return 'has a domain controller that is no host name';
  return port >= 1 && port <= 65535 ? { realm, host, port } : 'has a port that is none';
}

export const domainControllers = z
  .array(
    z
      .string()
      .max(512)
      .superRefine((text, context) => {
        const parsed = parseDomainController(text);
        if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
      }),
  )
  .max(64);

/** RFC 4559 4.1: HTTP, and the name under which Exchange has the service. */
export const targetSpn = z
  .string()
  .regex(/^HTTP\/[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/i)
  .nullable();

/** The name alone, or a service principal such as HTTP/proxy.ex.test: the domain stands elsewhere. */
export const serviceAccount = z
  .string()
  .regex(/^[^\s@\\"/:;|=,+*?<>\u0000-\u001f]+(?:\/[^\s@\\"/:;|=,+*?<>\u0000-\u001f]+)*\$?$/)
  .max(256)
  .nullable();
