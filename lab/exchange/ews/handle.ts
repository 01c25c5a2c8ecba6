import type { IncomingMessage } from 'node:http';
import { authenticate, unauthorized } from '../auth/authenticate.ts';
import { whole, type Answer } from '../http/answer.ts';
import type { Entry } from '../http/record.ts';
import type { LabUser } from '../types.ts';
import type { Call, Services } from './call.ts';
import { createItem, findItem, getFolder, getItem } from './items.ts';
import { badRequest, readSoap, soapFault, type SoapRequest } from './soap.ts';
import { getStreamingEvents } from './streaming.ts';
import { getEvents, subscribe, unsubscribe } from './subscribe.ts';

const OPERATIONS: ReadonlyMap<string, (call: Call) => Answer> = new Map([
  ['FindItem', findItem],
  ['GetItem', getItem],
  ['GetFolder', getFolder],
  ['CreateItem', createItem],
  ['Subscribe', subscribe],
  ['GetEvents', getEvents],
  ['GetStreamingEvents', getStreamingEvents],
  ['Unsubscribe', unsubscribe],
]);

/** `/EWS/Exchange.asmx`. */
export function handleEws(
  request: IncomingMessage,
  body: Buffer,
  entry: Entry,
  services: Services,
): Answer {
  const soap = request.method === 'POST' ? readSoap(body) : null;
  entry.operation = soap?.operation ?? null;
  const quirks = services.quirks();
  const who = authenticate(request, services, quirks);
  if (!who.ok)
    return unauthorized(
      who.challenge === undefined ? quirks.challenges : [who.challenge],
      who.bearer,
    );
  entry.user = who.user.upn;
  entry.mailbox = who.user.upn;
  // facts: ews 1.1: DavMail probes with a GET, ews-javascript-api opens NTLM with one.
  if (request.method === 'GET') return whole(200, 'text/html; charset=UTF-8', SERVICE_PAGE);
  if (request.method !== 'POST') return whole(405, null, '', [['Allow', 'GET, POST']]);
  if (soap === null) return badRequest();
  const owner = effectiveOwner(soap, who.user, services);
  if (owner === 'denied') {
    return soapFault(
      'ErrorImpersonateUserDenied',
      'The account does not have permission to impersonate the requested user.',
    );
  }
  if (owner === 'unknown') {
    return soapFault(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }
  entry.mailbox = owner.upn;
  const operation = OPERATIONS.get(soap.operation);
  if (operation === undefined) {
    return soapFault(
      'ErrorInvalidRequest',
      `The sample Exchange does not know the operation ${soap.operation}.`,
    );
  }
  return operation({ request, soap, user: who.user, mailbox: services.mailboxOf(owner), services });
}

function effectiveOwner(
  soap: SoapRequest,
  user: LabUser,
  services: Services,
): LabUser | 'denied' | 'unknown' {
  if (soap.impersonated === null) return user;
  if (!services.serviceAccounts.has(user.upn)) return 'denied';
  return services.users.find(soap.impersonated) ?? 'unknown';
}

const SERVICE_PAGE =
  '<HTML lang="en"><HEAD><TITLE>Service</TITLE></HEAD><BODY><P class="heading1">Service</P>' +
  '<P>You have created a service.</P></BODY></HTML>';
