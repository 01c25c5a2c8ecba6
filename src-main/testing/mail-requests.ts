/** EWS and ActiveSync requests as clients send them, for tests of the request's way. */
import type http from 'node:http';
import { basic } from './gateway-harness.ts';
import { ask, findItem } from './http-client.ts';
import type { Reply } from './http-client.ts';
import type { RecordedRequest } from '../../lab/index.ts';

interface MailRequest {
  /** Signs in with Basic and the users' common password; null: no credentials. Default: Alice. */
  readonly user?: string | null;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  readonly agent?: http.Agent;
  /** `127.0.0.2`: another client. */
  readonly from?: string;
}

export const alice = 'alice@contoso.test';
export const bob = 'bob@contoso.test';

export function askEws(port: number, request: MailRequest = {}): Promise<Reply> {
  const defaults = request.method === 'GET' ? {} : { body: findItem };
  return send(port, '/EWS/Exchange.asmx', 'text/xml; charset=utf-8', { ...defaults, ...request });
}

/** @param query after the `?`; null: none */
export function askEas(
  port: number,
  query: string | null,
  request: MailRequest = {},
): Promise<Reply> {
  const path = '/Microsoft-Server-ActiveSync' + (query === null ? '' : `?${query}`);
  return send(port, path, 'application/vnd.ms-sync.wbxml', request);
}

/** The plain form of the query; `claimed` is its `User=`. */
export function easQuery(command: string, deviceId: string, claimed = alice): string {
  const user = encodeURIComponent(claimed);
  return `Cmd=${command}&User=${user}&DeviceId=${deviceId}&DeviceType=Phone`;
}

/** All lines of a header as Exchange received them. */
export function receivedLines(
  request: Pick<RecordedRequest, 'rawHeaders'> | undefined,
  name: string,
): readonly string[] {
  const all = request?.rawHeaders ?? [];
  return all.filter((_, at) => at % 2 === 1 && all[at - 1]?.toLowerCase() === name.toLowerCase());
}

function send(
  port: number,
  path: string,
  contentType: string,
  request: MailRequest,
): Promise<Reply> {
  const { user = alice, method = 'POST', headers = {}, body, agent, from } = request;
  return ask(port, {
    method,
    path,
    headers: {
      ...(user === null ? {} : { Authorization: basic(user) }),
      ...(method === 'POST' ? { 'Content-Type': contentType } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(agent === undefined ? {} : { agent }),
    ...(from === undefined ? {} : { localAddress: from }),
  });
}
