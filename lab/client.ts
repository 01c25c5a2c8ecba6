import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { requireLoopback } from './loopback.ts';

export type CallInput = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
};

export type CallResult = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Alternating names and values, as received. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};

export type Client = {
  /** Rejects when the connection fails, the answer breaks off or `signal` aborts. */
  readonly call: (input: CallInput) => Promise<CallResult>;
  readonly close: () => void;
};

/**
 * A small HTTP client with connections of its own, to loopback only. It takes any certificate: what it
 * speaks to is a test's gateway with a test's certificate.
 */
export function createClient(
  options: { readonly keepAlive?: boolean; readonly maxSockets?: number } = {},
): Client {
  const agentOptions = {
    keepAlive: options.keepAlive ?? true,
    maxSockets: options.maxSockets ?? Infinity,
  };
  const http = new HttpAgent(agentOptions);
  const https = new HttpsAgent({ ...agentOptions, rejectUnauthorized: false });
  return {
    call: (input) => {
      const url = requireLoopback(input.url);
      return send(url, input, url.protocol === 'https:' ? https : http);
    },
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}

function send(url: URL, input: CallInput, agent: HttpAgent): Promise<CallResult> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const body = input.body === undefined ? null : Buffer.from(input.body);
  const length = body === null ? {} : { 'Content-Length': String(body.length) };
  const options = {
    method: input.method ?? 'GET',
    headers: { ...length, ...input.headers },
    agent,
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(parts),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
