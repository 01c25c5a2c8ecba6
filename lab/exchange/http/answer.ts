import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import type { HeaderLine } from '../types.ts';

/** What a handler gives back: a whole answer, or a stream that writes on its own. */
export type Answer =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly contentType: string | null;
      readonly body: Buffer;
      readonly headers?: readonly HeaderLine[];
    }
  | {
      readonly kind: 'stream';
      readonly headers: readonly HeaderLine[];
      /** Called once the head was written. */
      open(response: ServerResponse): void;
    };

const NOTHING = Buffer.alloc(0);

export function whole(
  status: number,
  contentType: string | null,
  body: string | Buffer = NOTHING,
  headers: readonly HeaderLine[] = [],
): Answer {
  return { kind: 'whole', status, contentType, body: Buffer.from(body), headers };
}

export function xml(status: number, body: string, headers: readonly HeaderLine[] = []): Answer {
  // facts: ews 1.2: DavMail ignores a response whose Content-Type differs from this by one byte.
  return whole(status, 'text/xml; charset=utf-8', body, headers);
}

/** Writes head and body. `common` are the lines that every answer of this server carries. */
export function writeAnswer(
  response: ServerResponse,
  answer: Answer,
  common: readonly HeaderLine[],
  acceptsGzip: boolean,
): void {
  if (answer.kind === 'stream') {
    // A raw list keeps order, case and repeated lines, which setHeader would fold.
    response.writeHead(200, flat([...answer.headers, ...common]));
    response.flushHeaders();
    answer.open(response);
    return;
  }
  const packed = acceptsGzip && answer.body.length > 0;
  const body = packed ? gzipSync(answer.body) : answer.body;
  const lines: HeaderLine[] = [['Cache-Control', 'private']];
  if (answer.contentType !== null) lines.push(['Content-Type', answer.contentType]);
  if (packed) lines.push(['Content-Encoding', 'gzip'], ['Vary', 'Accept-Encoding']);
  lines.push(['Content-Length', String(body.length)], ...(answer.headers ?? []), ...common);
  response.writeHead(answer.status, reasonOf(answer.status), flat(lines));
  response.end(body);
}

function flat(lines: readonly HeaderLine[]): string[] {
  return lines.flatMap(([name, value]) => [name, value]);
}

// [MS-ASHTTP] 2.2.2.1.1: codes outside the registry, which Node would call "unknown".
function reasonOf(status: number): string {
  const reasons: Readonly<Record<number, string>> = {
    200: 'OK',
    302: 'Found',
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    405: 'Method Not Allowed',
    449: 'Retry after sending a PROVISION command',
    500: 'Internal Server Error',
    501: 'Not Implemented',
    503: 'Service Unavailable',
  };
  return reasons[status] ?? 'Status';
}
