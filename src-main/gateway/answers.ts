/**
 * What the gateway says itself.
 *
 * A blocked EWS client gets a SOAP fault in a 500, the only answer whose text real clients show, or a
 * plain 403 (facts: ews 1.5). Never 401: clients would ask for the password again until the account
 * locks; never 449: devices would provision in a loop (facts: ews 4).
 */
import { reasonPhrase } from '../http/reasons.ts';
import { dateLine } from '../http/exchange.ts';
import type { ServerExchange } from '../http/exchange.ts';
import { headerLine } from '../http/fields.ts';
import { wbxmlStatus } from './wbxml.ts';
import type { Protocol } from '../../src-shared/decision.ts';
import type { ComplianceSettings } from '../../src-shared/settings/in-force.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the connection: for requests whose end cannot be trusted. */
  readonly close?: boolean;
}

export function plain(
  status: number,
  text: string,
  extra: Pick<Answer, 'headers' | 'close'> = {},
): Answer {
  return {
    status,
    contentType: 'text/plain; charset=utf-8',
    body: Buffer.from(`${text}\n`),
    ...extra,
  };
}

export interface Blocked {
  readonly protocol: Protocol;
  readonly text: string;
  readonly command: string | null;
  /** ActiveSync protocol version as `14.1`, null when unknown. */
  readonly version: string | null;
}

export function blockAnswer(
  blocked: Blocked,
  settings: Pick<ComplianceSettings, 'ewsBlockAnswer' | 'easBlockAnswer'>,
): Answer {
  if (blocked.protocol === 'ews') {
    return settings.ewsBlockAnswer === 'soapFault'
      ? soapFault(blocked.text)
      : plain(403, blocked.text);
  }
  const status =
    settings.easBlockAnswer === 'wbxml129' && Number(blocked.version ?? 0) >= 14
      ? wbxmlStatus(blocked.command, deviceIsBlockedForThisUser)
      : null;
  if (status === null) return plain(403, blocked.text);
  return { status: 200, contentType: 'application/vnd.ms-sync.wbxml', body: status };
}

/** [MS-ASCMD] 2.2.2: common status codes. */
const deviceIsBlockedForThisUser = 129;

function soapFault(text: string): Answer {
  const shown = escapeXml(text);
  const body =
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
    '<faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:ErrorAccessDenied</faultcode>' +
    `<faultstring xml:lang="en-US">${shown}</faultstring>` +
    '<detail xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">' +
    `<e:ResponseCode>ErrorAccessDenied</e:ResponseCode><e:Message>${shown}</e:Message>` +
    '</detail></s:Fault></s:Body></s:Envelope>';
  return { status: 500, contentType: 'text/xml; charset=utf-8', body: Buffer.from(body) };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
}

/** Writes an answer; returns the number of body bytes. */
export function send(exchange: ServerExchange, answer: Answer, requestId: string): number {
  const { status, body } = answer;
  exchange.respond({
    status,
    reason: reasonPhrase(status),
    lines: [
      headerLine('Content-Type', answer.contentType),
      headerLine('Content-Length', String(body.length)),
      headerLine('Cache-Control', 'no-store'),
      headerLine('X-Request-Id', requestId),
      dateLine(),
      ...Object.entries(answer.headers ?? {}).map(([name, value]) => headerLine(name, value)),
    ],
    close: answer.close === true,
  });
  const bodyless = exchange.head.method === 'HEAD';
  if (!bodyless) exchange.write(body);
  exchange.end();
  return bodyless ? 0 : body.length;
}
