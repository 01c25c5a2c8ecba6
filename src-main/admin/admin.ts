/** Health and metrics for programs of this machine: a listener of its own, on loopback. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { answerTo, type Answer, type AdminSource } from './answer.ts';
import { ensureToken } from './token-file.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import {
  failure,
  problem,
  success,
  type Problem,
  type ProblemDetails,
  type Result,
} from '../../src-shared/errors.ts';

export interface Admin {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
/** A scraper, a balancer and a person with curl. */
const MOST_CONNECTIONS = 32;
const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5000,
  requestTimeout: 5000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1000,
};

/** Listens when it resolves. A failure is a warning: mail does not depend on it. */
export async function openAdmin(port: number, source: AdminSource): Promise<Result<Admin>> {
  const token = await ensureToken(source.tokenFile);
  source.tokenRead(token.ok ? [] : token.problems);
  const server = createServer(limits, (request, response) => {
    answerTo(request, source).then(
      (answer) => send(response, request.method === 'HEAD', answer),
      (error: unknown) => {
        source.log.error({ error: String(error) }, 'a question to the admin listener failed: bug');
        response.destroy();
      },
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', (_error, socket) => socket.destroy());
  const error = await listen(server, port);
  if (error !== null) return failure(unavailable(error, port));
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return success({ url: `http://${HOST}:${String(bound)}`, close: () => close(server) });
}

function send(response: ServerResponse, bare: boolean, answer: Answer): void {
  const bytes = Buffer.from(answer.text);
  response.writeHead(answer.status, {
    'Content-Type': answer.type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...answer.headers,
  });
  response.end(bare ? undefined : bytes);
}

function listen(server: Server, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', resolve);
      // An accept that fails (no file descriptor left) must not end the process.
      server.on('error', () => undefined);
      resolve(null);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function unavailable(error: unknown, port: number): Problem {
  const details: ProblemDetails = {
    file: 'config/mem-configuration.json',
    key: 'admin.port',
    severity: 'warning',
  };
  const at = `${HOST}:${String(port)}`;
  const why = errorCode(error) === 'EADDRINUSE' ? 'the port is in use' : reasonOf(error);
  const message = `Health and metrics are not answered on ${at}: ${why}. Mail flows on.`;
  return problem('ADMIN_UNAVAILABLE', message, details);
}
