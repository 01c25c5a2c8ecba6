import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type KeyAndCertificate = { readonly key: string; readonly cert: string };

export type Listener = {
  readonly url: string;
  readonly port: number;
  /** For handshakes from now on; idle connections are closed. @throws Error for a listener without TLS. */
  readonly changeCertificate: (tls: KeyAndCertificate) => void;
  /** Destroys what is open and stops; safe to call twice. */
  readonly close: () => Promise<void>;
};

/** A listener on 127.0.0.1: plain HTTP, or HTTPS with `tls`. */
export async function listenOnLoopback(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  tls: KeyAndCertificate | null = null,
): Promise<Listener> {
  const secure = tls === null ? null : createHttps({ ...tls }, handle);
  const server = secure ?? createServer(handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${secure === null ? 'http' : 'https'}://127.0.0.1:${String(bound)}`,
    port: bound,
    changeCertificate: (next) => renew(secure, next),
    close: () => closeAll(server),
  };
}

function renew(server: HttpsServer | null, tls: KeyAndCertificate): void {
  if (server === null) throw new Error('this listener has no certificate');
  server.setSecureContext({ ...tls });
  server.closeIdleConnections();
}

function closeAll(server: Server | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
