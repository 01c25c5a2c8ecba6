// What every peer in JavaScript shares: where it listens and what it stands in front of.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

/** `{ upstream: URL, tls: null | { certificate, key, authority } }`, paths of PEM files. */
export const setting = JSON.parse(process.argv[2]);

/** Of the listener; undefined: plain. */
export const listenerTls =
  setting.tls === null
    ? undefined
    : { cert: readFileSync(setting.tls.certificate), key: readFileSync(setting.tls.key) };

/** How the upstream's certificate is checked. */
export const upstreamTls =
  setting.tls === null ? {} : { ca: readFileSync(setting.tls.authority), rejectUnauthorized: true };

/** Connections to the upstream are kept; as many as there are requests. */
export function keptAgent() {
  // The name in the certificate; otherwise it would be that of the clients' Host.
  const named = setting.tls === null ? {} : { servername: 'localhost' };
  const options = {
    keepAlive: true,
    maxSockets: Infinity,
    maxFreeSockets: 1024,
    ...upstreamTls,
    ...named,
  };
  return setting.tls === null ? new http.Agent(options) : new https.Agent(options);
}

export function serve(handler) {
  const server =
    listenerTls === undefined
      ? http.createServer(handler)
      : https.createServer(listenerTls, handler);
  unhurried(server);
  server.listen(0, '127.0.0.1', () => say(server.address().port));
}

/** No request is too slow and no connection idle for too long: subscriptions hang. */
export function unhurried(server) {
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 300_000;
}

/** The same line that Sallyport writes. */
export function say(port) {
  process.stdout.write(
    `${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` })}\n`,
  );
}

process.on('SIGTERM', () => process.exit(0));
