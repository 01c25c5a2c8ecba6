/** What goes over the line: requests of a mail client and answers of Exchange, in the sizes that are timed. */
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

export const operations = ['FindItem', 'CreateItem', 'GetItem', 'GetStreamingEvents'] as const;
export type Operation = (typeof operations)[number];

export const CALLER = 'user50000@contoso.test';
export const STRANGER = 'stranger@contoso.test';
export const PASSWORD = 'bench';

export const REQUEST_BYTES = 2048;
export const ANSWER_BYTES = 4096;
export const BULK_BYTES = 64 * 2 ** 20;

export interface Asked {
  readonly operation: Operation;
  readonly user?: string;
  /** Asks the other side to close after the answer. */
  readonly close?: boolean;
}

/** The head and the body up to `bytes`; for more than a few kilobytes the caller sends the filling itself. */
export function requestOf({ operation, user = CALLER, close = false }: Asked): Buffer {
  const body = soap(operation, operation === 'GetStreamingEvents' ? 0 : REQUEST_BYTES);
  return Buffer.from(headOf(operation, user, close, body.length) + body, 'latin1');
}

/** An upload: what comes before the filling, and how many bytes of filling and what comes after it. */
export function uploadOf(bytes: number): { first: Buffer; filling: number; last: Buffer } {
  const [before, after] = parts('CreateItem');
  const head = headOf('CreateItem', CALLER, false, bytes);
  return {
    first: Buffer.from(head + before, 'latin1'),
    filling: bytes - before.length - after.length,
    last: Buffer.from(after, 'latin1'),
  };
}

function headOf(operation: Operation, user: string, close: boolean, length: number): string {
  const authorization = Buffer.from(`${user}:${PASSWORD}`).toString('base64');
  return [
    'POST /EWS/Exchange.asmx HTTP/1.1',
    'Host: mail.contoso.test',
    'User-Agent: Outlook/16.94 (bench)',
    `Authorization: Basic ${authorization}`,
    'Content-Type: text/xml; charset=utf-8',
    'Accept: text/xml',
    `SOAPAction: "${MESSAGES}/${operation}"`,
    'client-request-id: 0d9cbf1a-5b0e-4c3b-9c55-2f7c5f1a9f10',
    'return-client-request-id: true',
    `Content-Length: ${length}`,
    ...(close ? ['Connection: close'] : []),
    '\r\n',
  ].join('\r\n');
}

function parts(operation: Operation): [before: string, after: string] {
  const before =
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${ENVELOPE}" xmlns:m="${MESSAGES}">` +
    `<s:Header><m:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body><m:${operation}>`;
  return [before, `</m:${operation}></s:Body></s:Envelope>`];
}

function soap(operation: Operation, bytes: number): string {
  const [before, after] = parts(operation);
  const [open, close] = ['<m:Filling>', '</m:Filling>'];
  const left = bytes - before.length - after.length - open.length - close.length;
  const filling = left > 0 ? open + 'A'.repeat(left) + close : '';
  return before + filling + after;
}

const ANSWER_FIELDS = [
  'Cache-Control: private',
  'Content-Type: text/xml; charset=utf-8',
  'Server: Microsoft-IIS/10.0',
  'request-id: 5a7cbf1a-5b0e-4c3b-9c55-2f7c5f1a9f11',
  'X-CalculatedBETarget: ex01.contoso.test',
  'X-DiagInfo: EX01',
  'X-BEServer: EX01',
  'X-AspNet-Version: 4.0.30319',
  'Set-Cookie: exchangecookie=0123456789abcdef0123456789abcdef; path=/; HttpOnly',
  'X-Powered-By: ASP.NET',
  'X-FEServer: EX01',
  'Date: Sun, 01 Mar 2026 12:00:00 GMT',
];

/** The head of an answer; without a length it comes in chunks. */
export function answerHead(length: number | null): string {
  const framing = length === null ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  return ['HTTP/1.1 200 OK', ...ANSWER_FIELDS, framing, '\r\n'].join('\r\n');
}

export const findItemAnswer = Buffer.from(
  answerHead(ANSWER_BYTES) + soap('FindItem', ANSWER_BYTES),
  'latin1',
);

export const createItemAnswer = Buffer.from(
  answerHead(ANSWER_BYTES) + soap('CreateItem', ANSWER_BYTES),
  'latin1',
);

/** A heartbeat of a subscription, as one chunk. */
export const heartbeat = (() => {
  const text = soap('GetStreamingEvents', 600);
  return Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`, 'latin1');
})();

/** Sent again and again until a big body is complete. */
export const filling = Buffer.alloc(64 * 1024, 'QUJD');
