/**
 * Connections to one Exchange host, for one generation.
 *
 * Two pools: requests that prove nobody travel on connections that never carried a credential, so
 * that no answer can be due to somebody else's sign-in (ARCHITECTURE.md, "One request's way"; facts: ews 3, "measured hole").
 * Connection-bound methods (NTLM, Negotiate) are refused before they get here.
 */
import type { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import type {
  EmailServerSettings,
  UpstreamAddress,
} from '../../../src-shared/settings/in-force.ts';

export interface Upstream {
  readonly address: UpstreamAddress;
  /** Opens a request; the caller writes and ends the body. */
  readonly request: (request: UpstreamRequest) => http.ClientRequest;
  readonly close: () => void;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly target: string;
  /** Flat list of names and values, framing included. */
  readonly headers: string[];
  readonly proves: 'nobody' | 'somebody';
}

/** Idle connections end well before IIS ends them (120 s), so that a request seldom meets a closing one. */
const idleMilliseconds = 25_000;

export function openUpstream(
  address: UpstreamAddress,
  server: EmailServerSettings,
  trusted: readonly string[],
): Upstream {
  const secure = address.scheme === 'https';
  const pool = (): http.Agent => {
    const agent = secure
      ? new https.Agent({ ...keptAlive, ...tlsOptions(address, server, trusted) })
      : new http.Agent(keptAlive);
    // An emitter, although the types of 18.15 do not say so.
    (agent as unknown as EventEmitter).on('free', (socket: Socket) => {
      socket.on('data', endUnasked);
    });
    return agent;
  };
  const somebody = pool();
  const nobody = pool();
  const open = secure ? https.request : http.request;
  return {
    address,
    request: (request) => {
      const outgoing = open({
        agent: request.proves === 'nobody' ? nobody : somebody,
        host: address.host,
        port: address.port,
        method: request.method,
        path: request.target,
        // Node takes the flat list of rawHeaders; its types know only the object form.
        headers: request.headers as unknown as http.OutgoingHttpHeaders,
        setHost: false,
        timeout: 0,
        // As much as clients may send; Exchange's cookies and diagnostics outgrow Node's 16 KB.
        maxHeaderSize: 64 * 1024,
      });
      outgoing.once('socket', (socket) => socket.off('data', endUnasked));
      return outgoing;
    },
    close: () => {
      somebody.destroy();
      nobody.destroy();
    },
  };
}

const keptAlive = { keepAlive: true, scheduling: 'lifo', timeout: idleMilliseconds } as const;

/**
 * Bytes on an idle connection are nobody's answer. Before Node 24 they would wait there and be given
 * to the next request, whoever sends it (measured on 18.15 and 20.20).
 */
function endUnasked(this: Socket): void {
  this.destroy();
}

function tlsOptions(
  address: UpstreamAddress,
  server: EmailServerSettings,
  trusted: readonly string[],
): https.AgentOptions {
  return {
    rejectUnauthorized: !server.ignoreSslErrors,
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    // A list replaces Node's own, so its own is repeated.
    ...(trusted.length === 0 ? {} : { ca: [...rootCertificates, ...trusted] }),
  };
}

export type UpstreamFailure = 'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TLS' | 'UPSTREAM_TIMEOUT';

const tlsCodes =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/;

/** Which of the interface's codes an error of Node's client is. */
export function classify(error: Error): UpstreamFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return tlsCodes.test(code) ? 'UPSTREAM_TLS' : 'UPSTREAM_UNREACHABLE';
}
