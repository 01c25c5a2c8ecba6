/** For the tests of this room only: a home with certificates, servers that show them, and who asks them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import type { Console } from '../../src-shared/contract/calls.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, offset } from '../testing/tls-material.ts';
import { useHome } from './testing.ts';

/** To be called once at the top of a test file: the home shows `first`, issued by `root`. */
export function useCertificates() {
  const made = temporaryFolder(afterAll, 'certs');
  const pem = (name: string): string => readFileSync(join(made, `${name}.pem`), 'utf8');
  const key = (name: string): string => readFileSync(join(made, `${name}.key`), 'utf8');
  const home = useHome();

  beforeAll(() => {
    makeCertificate(made, { name: 'root', authority: true });
    makeCertificate(made, { name: 'first', issuer: 'root' });
    makeCertificate(made, { name: 'second', issuer: 'root' });
    makeCertificate(made, { name: 'old', issuer: 'root', from: offset(-2), until: offset(-1) });
    makeCertificate(made, { name: 'exchange' });
  });

  function put(name: string, withKey = name): void {
    mkdirSync(home.paths.tls, { recursive: true });
    writeFileSync(join(home.paths.tls, 'server.pem'), pem(name) + pem('root'));
    writeFileSync(join(home.paths.tls, 'server.key'), key(withKey), { mode: 0o600 });
  }

  function change(section: string, values: Record<string, unknown>): void {
    const text = readFileSync(home.paths.memConfiguration, 'utf8');
    const file = JSON.parse(text) as Record<string, object>;
    Object.assign((file[section] ??= {}), values);
    writeFileSync(home.paths.memConfiguration, JSON.stringify(file));
  }

  beforeEach(() => {
    put('first');
    change('listener', { tls: { certificate: 'tls/server.pem', key: 'tls/server.key' } });
  });

  /** Real time: `tester`'s clock stands still before these certificates begin. */
  async function exchange(...names: readonly string[]): Promise<{ url: string; server: Server }> {
    const own = names[0] ?? '';
    const server = createServer(
      { key: key(own), cert: names.map(pem).join('') },
      (_asked, answer) => {
        answer.writeHead(200).end('mail');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    server.unref();
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  }

  const trusted = (): string[] =>
    existsSync(home.paths.trust) ? readdirSync(home.paths.trust) : [];

  return { home, pem, key, put, change, exchange, trusted };
}

export async function trustFirst(console: Console, url: string) {
  const shown = await console.probeServer({ hostAndPort: url });
  return { shown, fingerprint: shown.offers[0]?.fingerprint ?? '' };
}

/** Of the certificate that a new handshake shows. */
export function shownAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

export function askGateway(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ port, host: '127.0.0.1', path: '/Microsoft-Server-ActiveSync', agent: false },
        ...{ method: 'OPTIONS', rejectUnauthorized: false },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.once('error', reject).end();
  });
}
