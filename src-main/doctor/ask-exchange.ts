/** One request to Exchange, without a credential: what its head says. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { headerLine, type HeaderLine } from '../http/fields.ts';
import { endWith } from './attempt.ts';

export const requests = {
  ews: { method: 'GET', path: '/EWS/Exchange.asmx' },
  eas: { method: 'OPTIONS', path: '/Microsoft-Server-ActiveSync' },
} as const;
export type Asked = keyof typeof requests;

export interface AnswerHead {
  readonly status: number;
  readonly lines: readonly HeaderLine[];
}

/** The certificate is judged by a step of its own: here only the answer counts, and nothing secret is sent. */
export function askExchange(
  { scheme, host, port }: UpstreamAddress,
  asked: Asked,
  signal: AbortSignal,
): Promise<AnswerHead> {
  return new Promise((resolve, reject) => {
    const options = { host, port, ...requests[asked], agent: false } as const;
    const answered = (response: IncomingMessage): void => {
      // The head is all that is wanted: a body may have no end.
      response.on('error', () => undefined).destroy();
      resolve({ status: response.statusCode ?? 0, lines: linesOf(response.rawHeaders) });
    };
    const request =
      scheme === 'https'
        ? httpsRequest({ ...options, rejectUnauthorized: false }, answered)
        : httpRequest(options, answered);
    endWith(signal, request);
    request.once('error', reject);
    request.end();
  });
}

function linesOf(raw: readonly string[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    lines.push(headerLine(raw[at] ?? '', raw[at + 1] ?? ''));
  }
  return lines;
}
