/** Small HTTP clients for tests: one that shows every header line, one that writes raw bytes. */
import http from 'node:http';
import net from 'node:net';

export interface Reply {
  readonly status: number;
  readonly statusMessage: string;
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  readonly chunks: readonly Buffer[];
  readonly body: string;
  /** False when the answer broke off. */
  readonly complete: boolean;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  readonly agent?: http.Agent;
  readonly localAddress?: string;
}

export function ask(port: number, question: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method = 'POST', path, headers = {}, body, agent, localAddress } = question;
    const request = http.request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      agent: agent ?? false,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => undefined);
      answer.on('close', () => {
        resolve({
          status: answer.statusCode ?? 0,
          statusMessage: answer.statusMessage ?? '',
          rawHeaders: answer.rawHeaders,
          headers: answer.headers,
          chunks,
          body: Buffer.concat(chunks).toString(),
          complete: answer.complete,
        });
      });
    });
    request.end(body);
  });
}

/** All values of a header, a line each. */
export function lines(reply: Pick<Reply, 'rawHeaders'>, name: string): readonly string[] {
  return reply.rawHeaders.filter(
    (_value, at) => at % 2 === 1 && reply.rawHeaders[at - 1]?.toLowerCase() === name.toLowerCase(),
  );
}

/** Sends bytes as they are and gives back what came until the server closed, or an answer of a known length was there. */
export function askRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (isWhole(received)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
  });
}

function isWhole(received: string): boolean {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return rest.length > 0 && rest.join('\r\n\r\n').length >= Number(length ?? Infinity);
}

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';

/** An EWS request; `impersonate` puts the mailbox into `ExchangeImpersonation`. */
export function ewsBody(operation: string, inner = '', impersonate?: string): string {
  const header =
    impersonate === undefined
      ? ''
      : `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${impersonate}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${soap}" xmlns:t="${types}" xmlns:m="${messages}">` +
    `<s:Header><t:RequestServerVersion Version="Exchange2013"/>${header}</s:Header>` +
    `<s:Body><m:${operation}>${inner}</m:${operation}></s:Body></s:Envelope>`
  );
}

export const findItem = ewsBody(
  'FindItem',
  '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
    '<m:IndexedPageItemView MaxEntriesReturned="10" Offset="0" BasePoint="Beginning"/>' +
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds>',
).replace('<m:FindItem>', '<m:FindItem Traversal="Shallow">');
