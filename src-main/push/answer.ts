/** What the push listener says. */
import { dateLine } from '../http/exchange.ts';
import type { ServerExchange } from '../http/exchange.ts';
import { headerLine } from '../http/fields.ts';
import { reasonPhrase } from '../http/reasons.ts';
import { refusals } from './refusal.ts';
import type { Refused } from './refusal.ts';

export function accept(exchange: ServerExchange, status: 200 | 202, text: object): void {
  send(exchange, status, text, {}, false);
}

/** @param close the end of such a request cannot be trusted, or nobody waits for it */
export function refuse(exchange: ServerExchange, { why, details }: Refused, close: boolean): void {
  const { status, text } = refusals[why];
  const said = { error: why, message: text, ...(details === undefined ? {} : { details }) };
  send(exchange, status, said, fieldsOf(why), close);
}

function fieldsOf(why: Refused['why']): Readonly<Record<string, string>> {
  if (why === 'password') return { 'WWW-Authenticate': 'Basic realm="push", charset="UTF-8"' };
  if (why === 'method') return { Allow: 'GET, POST' };
  return refusals[why].status === 429 || refusals[why].status === 503 ? { 'Retry-After': '1' } : {};
}

function send(
  exchange: ServerExchange,
  status: number,
  said: object,
  fields: Readonly<Record<string, string>>,
  close: boolean,
): void {
  const body = Buffer.from(`${JSON.stringify(said)}\n`);
  exchange.respond({
    status,
    reason: reasonPhrase(status),
    lines: [
      headerLine('Content-Type', 'application/json'),
      headerLine('Content-Length', String(body.length)),
      headerLine('Cache-Control', 'no-store'),
      headerLine('X-Content-Type-Options', 'nosniff'),
      dateLine(),
      ...Object.entries(fields).map(([name, value]) => headerLine(name, value)),
    ],
    close,
  });
  if (exchange.head.method !== 'HEAD') exchange.write(body);
  exchange.end();
}
