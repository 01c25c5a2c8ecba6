import { whole, xml, type Answer } from '../http/answer.ts';
import { child, descend, escapeXml, parseXml, textOf, XmlError, type XmlElement } from '../xml.ts';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const ERRORS = 'http://schemas.microsoft.com/exchange/services/2006/errors';
const VERSION =
  'MajorVersion="15" MinorVersion="2" MajorBuildNumber="1118" MinorBuildNumber="40" Version="V2017_07_11"';

export type SoapRequest = {
  /** Local name of the first child of Body, e.g. `FindItem`. */
  readonly operation: string;
  readonly element: XmlElement;
  /** Name or address in ExchangeImpersonation, when there is one. */
  readonly impersonated: string | null;
};

export type ResponseCode = 'NoError' | `Error${string}`;

/** A message of the answer: `<m:…ResponseMessage ResponseClass=…>`. */
export type ResponseMessage =
  | { readonly ok: true; readonly inner: string }
  | {
      readonly ok: false;
      readonly code: ResponseCode;
      readonly text: string;
      readonly inner?: string;
    };

export function readSoap(body: Buffer): SoapRequest | null {
  try {
    const envelope = parseXml(body.toString('utf8'));
    const element = child(envelope, 'Body')?.children[0];
    if (envelope.name !== 'Envelope' || element === undefined) return null;
    const sid = descend(envelope, 'Header', 'ExchangeImpersonation', 'ConnectingSID')?.children[0];
    return { operation: element.name, element, impersonated: textOf(sid) ?? null };
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

/** `<m:XResponse><m:ResponseMessages>…` in the envelope of an ordinary answer. */
export function answer(operation: string, messages: readonly ResponseMessage[]): Answer {
  return xml(200, envelope(responseMessages(operation, messages)));
}

export function responseMessages(operation: string, messages: readonly ResponseMessage[]): string {
  const inner = messages.map((message) => responseMessage(operation, message)).join('');
  return (
    `<m:${operation}Response xmlns:m="${MESSAGES}" xmlns:t="${TYPES}">` +
    `<m:ResponseMessages>${inner}</m:ResponseMessages></m:${operation}Response>`
  );
}

function responseMessage(operation: string, message: ResponseMessage): string {
  const tag = `m:${operation}ResponseMessage`;
  return message.ok
    ? `<${tag} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${message.inner}</${tag}>`
    : `<${tag} ResponseClass="Error"><m:MessageText>${escapeXml(message.text)}</m:MessageText>` +
        `<m:ResponseCode>${message.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>` +
        `${message.inner ?? ''}</${tag}>`;
}

function envelope(body: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP}"><s:Header>` +
    `<h:ServerVersionInfo ${VERSION} xmlns:h="${TYPES}" xmlns="${TYPES}"/></s:Header>` +
    `<s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xmlns:xsd="http://www.w3.org/2001/XMLSchema">${body}</s:Body></s:Envelope>`
  );
}

/**
 * The envelope of a stream: unprefixed, no declaration, no separator (facts: ews 2.3). Clients look
 * for the literal `</Envelope>`.
 */
export function streamEnvelope(messages: readonly ResponseMessage[]): string {
  return (
    `<Envelope xmlns="${SOAP}"><soap11:Header xmlns:soap11="${SOAP}">` +
    `<ServerVersionInfo xmlns="${TYPES}" ${VERSION}/></soap11:Header>` +
    `<soap11:Body xmlns:soap11="${SOAP}">${responseMessages('GetStreamingEvents', messages)}</soap11:Body></Envelope>`
  );
}

/** What Exchange itself posts to the listener of a push subscription. */
export function notificationEnvelope(inner: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap11:Envelope xmlns:soap11="${SOAP}"><soap11:Header>` +
    `<t:RequestServerVersion Version="Exchange2013_SP1" xmlns:t="${TYPES}"/></soap11:Header><soap11:Body>` +
    `<m:SendNotification xmlns:m="${MESSAGES}" xmlns:t="${TYPES}"><m:ResponseMessages>` +
    `<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inner}` +
    `</m:SendNotificationResponseMessage></m:ResponseMessages></m:SendNotification></soap11:Body></soap11:Envelope>`
  );
}

/** SOAP 1.1 6.2: a fault travels in a 500. */
export function soapFault(code: ResponseCode, text: string): Answer {
  const detail =
    `<e:ResponseCode xmlns:e="${ERRORS}">${code}</e:ResponseCode>` +
    `<e:Message xmlns:e="${ERRORS}">${escapeXml(text)}</e:Message>`;
  return xml(
    500,
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault>` +
      `<faultcode xmlns:a="${TYPES}">a:${code}</faultcode><faultstring xml:lang="en-US">${escapeXml(text)}</faultstring>` +
      `<detail>${detail}</detail></s:Fault></s:Body></s:Envelope>`,
  );
}

export function badRequest(): Answer {
  return whole(400, 'text/html; charset=us-ascii', '<h2>Bad Request</h2>');
}
