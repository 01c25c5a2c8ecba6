import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HeaderLine, LabUser, Protocol } from '../types.ts';

const FRONT_END = 'LAB-EX01';

/** The lines that a real front end puts on its answers (facts: ews 1.3). */
export function commonHeaders(
  request: IncomingMessage,
  protocol: Protocol,
  user: LabUser | null,
): readonly HeaderLine[] {
  const lines: HeaderLine[] = [
    ['Server', 'Microsoft-IIS/10.0'],
    ['request-id', randomUUID()],
    ...echoOfClientRequestId(request),
    ['X-CalculatedBETarget', 'lab-ex01.lab.example'],
    ...(user === null ? [] : cookies(protocol, user)),
    ...(user === null
      ? []
      : ([
          ['X-DiagInfo', FRONT_END],
          ['X-BEServer', FRONT_END],
        ] as const)),
    ['X-AspNet-Version', '4.0.30319'],
    ['X-Powered-By', 'ASP.NET'],
    ['X-FEServer', FRONT_END],
    ['Date', new Date().toUTCString()],
  ];
  return lines;
}

function echoOfClientRequestId(request: IncomingMessage): readonly HeaderLine[] {
  const id = request.headers['client-request-id'];
  const wanted = request.headers['return-client-request-id'];
  return typeof id === 'string' && String(wanted).toLowerCase() === 'true'
    ? [['client-request-id', id]]
    : [];
}

function cookies(protocol: Protocol, user: LabUser): readonly HeaderLine[] {
  if (protocol !== 'ews') return [];
  return [
    ['Set-Cookie', `exchangecookie=${digest(user.upn).slice(0, 32)}; path=/; HttpOnly`],
    [
      'Set-Cookie',
      `X-BackEndCookie=${user.smtp}=${digest(`be ${user.upn}`)}; path=/EWS; secure; HttpOnly`,
    ],
  ];
}

/**
 * Affinity of subscriptions: who asks for it with X-PreferServerAffinity gets this cookie and has to
 * bring it along later ([D] how-to-maintain-affinity-between-group-of-subscriptions).
 */
export function affinityCookie(user: LabUser): string {
  return `lab-ex01.lab.example~${digest(`affinity ${user.upn}`).slice(0, 12)}`;
}

export function wantsAffinity(request: IncomingMessage): boolean {
  return String(request.headers['x-preferserveraffinity']).toLowerCase() === 'true';
}

/** As cookie, or as the header of the same name that exchangelib sends besides (facts: ews 1.2). */
export function bringsAffinity(request: IncomingMessage, user: LabUser): boolean {
  const expected = affinityCookie(user);
  const cookie = request.headers.cookie ?? '';
  return (
    request.headers['x-backendoverridecookie'] === expected ||
    cookie.split(/;\s*/).includes(`X-BackEndOverrideCookie=${expected}`)
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
