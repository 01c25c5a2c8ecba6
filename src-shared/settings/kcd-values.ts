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

export interface KerberosDomain {
  /** Upper case. */
  readonly realm: string;
  /** Null: DNS says where they are (RFC 4120 7.2.3.2). */
  readonly controller: DomainController | null;
}

/** The vendor wants it in upper case, and so does Active Directory. */
const realmForm = /^[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?(?:\.[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?)*$/;

/** `EX.TEST dc1.ex.test`, `EX.TEST dc1.ex.test:1088` or `EX.TEST` alone; a reason where it is none of them. */
export function parseDomain(text: string): KerberosDomain | string {
  const [realm = '', at, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0 || realm === '') return 'is neither "DOMAIN domain-controller" nor "DOMAIN"';
  if (realm.length > 253 || !realmForm.test(realm))
    return 'has a domain that is not in upper case, as EX.TEST';
  if (at === undefined) return { realm, controller: null };
  const match = /^(.+?)(?::(\d{1,5}))?$/.exec(at);
  const host = match?.[1] ?? '';
  const port = Number(match?.[2] ?? KDC_PORT);
  if (hostFault(host) !== null) return 'has a domain controller that is no host name';
  return port >= 1 && port <= 65535
    ? { realm, controller: { realm, host, port } }
    : 'has a port that is none';
}

export const domainControllers = z
  .array(
    z
      .string()
      .max(512)
      .superRefine((text, context) => {
        const parsed = parseDomain(text);
        if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
      }),
  )
  .max(64)
  .superRefine((texts, context) => {
    const both = namedBothWays(texts.map(parseDomain).filter((each) => typeof each !== 'string'));
    if (both === undefined) return;
    const message = `names ${both} with a controller and alone: alone means that DNS says where they are`;
    context.addIssue({ code: 'custom', message });
  });

function namedBothWays(domains: readonly KerberosDomain[]): string | undefined {
  const alone = domains.filter(({ controller }) => controller === null);
  return alone.find(({ realm }) =>
    domains.some((each) => each.realm === realm && each.controller !== null),
  )?.realm;
}

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
