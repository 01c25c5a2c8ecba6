/** A connection to UEM: straight or through a proxy (CONNECT, RFC 9110 9.3.6), with TLS judged as that to Exchange is. */
import http from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { UemProxy } from '../../src-shared/settings/device-management.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { faultOf, type ServerTrust } from '../trust/server-trust.ts';

export interface Road {
  readonly to: UpstreamAddress;
  readonly proxy: UemProxy | null;
  readonly trust: ServerTrust;
  /** For the whole way, TLS included. */
  readonly boundMs: number;
}

/** The server is not believed. `fault`: OpenSSL's or Node's name for why. */
export class Unbelieved extends Error {
  readonly fault: string;
  readonly fingerprint: string;
  constructor(fault: string, fingerprint: string) {
    super(fault);
    this.fault = fault;
    this.fingerprint = fingerprint;
  }
}

/** The proxy answered, and does not let us through. */
export class ProxyRefusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the proxy answered ${status}`);
    this.status = status;
  }
}

/** Rejects with what went wrong; nothing is left open then. */
export async function openSocket(road: Road): Promise<Socket> {
  let opened: { destroy: (error?: Error) => unknown } | null = null;
  const late = new Error('no connection in time');
  let timer: NodeJS.Timeout | undefined;
  const guard = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
      opened?.destroy(late);
    }, road.boundMs);
  });
  const hold = <Held extends { destroy: (error?: Error) => unknown }>(held: Held): Held => {
    opened = held;
    return held;
  };
  try {
    return await Promise.race([whole(road, hold), guard]);
  } finally {
    clearTimeout(timer);
  }
}

type Hold = <Held extends { destroy: (error?: Error) => unknown }>(held: Held) => Held;

async function whole({ to, proxy, trust }: Road, hold: Hold): Promise<Socket> {
  // Plain is for this machine alone (the settings see to it): a proxy would read the password, and mean its own loopback.
  if (to.scheme === 'http') return straight(to, hold);
  const socket = proxy === null ? await straight(to, hold) : await through(proxy, to, hold);
  return secured(socket, to.host, trust, hold);
}

function straight({ host, port }: UpstreamAddress, hold: Hold): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = hold(connectTcp({ host, port }));
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function through(proxy: UemProxy, to: UpstreamAddress, hold: Hold): Promise<Socket> {
  const target = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`;
  return new Promise((resolve, reject) => {
    const { host, port } = proxy.address;
    const headers = { Host: target, ...proxyAuthorization(proxy) };
    const request = hold(
      http.request({ host, port, method: 'CONNECT', path: target, headers, agent: false }),
    );
    request.once('error', reject);
    request.once('connect', (answer, socket, head) => {
      if (answer.statusCode === 200 && head.length === 0) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyRefusal(answer.statusCode ?? 0));
    });
    request.end();
  });
}

function proxyAuthorization({ account }: UemProxy): Record<string, string> {
  if (account === null) return {};
  const pair = Buffer.from(`${account.user}:${account.password}`).toString('base64');
  return { 'Proxy-Authorization': `Basic ${pair}` };
}

function secured(socket: Socket, host: string, trust: ServerTrust, hold: Hold): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // `host` is whom the certificate must name; the way there is open.
    const name = isIP(host) === 0 ? { servername: host } : {};
    const secure = hold(
      connectTls({ socket, host, ca: trust.ca, rejectUnauthorized: false, ...name }, () => {
        const fault = faultOf(secure, host, trust);
        if (fault === null) {
          resolve(secure);
          return;
        }
        const { fingerprint256 } = secure.getPeerCertificate();
        secure.destroy();
        reject(new Unbelieved(fault, fingerprint256));
      }),
    );
    secure.once('error', reject);
    socket.once('error', reject);
  });
}
