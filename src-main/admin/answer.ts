/** What the admin listener answers. */
import type { IncomingMessage } from 'node:http';
import { readinessOf, type Health } from './health.ts';
import { readToken, sameToken } from './token-file.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';

export interface AdminSource {
  readonly health: () => Health;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly tokenFile: string;
  /** How the last look at that file went; empty: well. */
  readonly tokenRead: (problems: readonly Problem[]) => void;
  readonly log: Pick<Log, 'error'>;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of the web can make a name of its own lead here (DNS rebinding), but no literal. */
const ownNames = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

export async function answerTo(request: IncomingMessage, source: AdminSource): Promise<Answer> {
  const refused = refusalOf(request);
  if (refused !== null) return refused;
  switch (request.url) {
    case '/health/live':
      return json(200, { live: true });
    case '/health/ready': {
      const readiness = readinessOf(source.health());
      return json(readiness.ready ? 200 : 503, readiness);
    }
    case '/metrics':
      return metrics(request, source);
    default:
      return plain(404, 'Not found.');
  }
}

function refusalOf(request: IncomingMessage): Answer | null {
  const [host, ...others] = valuesOf(request, 'host');
  // RFC 9110 15.5.20: not for this server.
  if (host === undefined || others.length > 0 || !ownNames.test(host)) {
    return plain(421, 'This address is for 127.0.0.1 and localhost only.', { Connection: 'close' });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'Method not allowed.', { Allow: 'GET, HEAD', Connection: 'close' });
  }
  const length = request.headers['content-length'];
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  return hasBody ? plain(400, 'A body is not taken.', { Connection: 'close' }) : null;
}

async function metrics(request: IncomingMessage, source: AdminSource): Promise<Answer> {
  const token = await readToken(source.tokenFile);
  source.tokenRead(token.ok ? [] : token.problems);
  if (!token.ok) return plain(503, 'The token file cannot be used; status and log say why.');
  const [given, ...others] = valuesOf(request, 'authorization');
  const bearer = /^Bearer ([\x21-\x7e]+)$/i.exec(given ?? '')?.[1];
  if (bearer === undefined || others.length > 0 || !sameToken(bearer, token.value)) {
    return plain(401, 'The token is missing or wrong.', { 'WWW-Authenticate': 'Bearer' });
  }
  return { status: 200, ...(await source.metrics()) };
}

/** Every line of the name: `headers` shows the first of some names only. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(value)}\n` };
}

function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, type: 'text/plain; charset=utf-8', text: `${text}\n`, headers };
}
