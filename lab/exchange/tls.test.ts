import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient } from '../client.ts';
import { soapOf } from '../testing/soap.ts';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { startExchange } from './server.ts';
import type { Exchange } from './types.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('TLS', () => {
  let exchange: Exchange;
  const folder = temporaryFolder(afterAll, 'lab-tls');

  beforeAll(async () => {
    const [key, cert] = [join(folder, 'k.pem'), join(folder, 'c.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], {
      stdio: 'pipe',
    });
    const tls = { key: readFileSync(key), cert: readFileSync(cert) };
    exchange = await startExchange({ users: [{ upn: 'ada@corp.example', password: 'a' }], tls });
  });
  afterAll(async () => {
    await exchange.close();
  });

  it('serves, resets, and closes connections that never shook hands', async () => {
    const client = createClient();
    const headers = { Authorization: basicAuthorization('ada', 'a') };
    const call = () =>
      client.call({ url: exchange.ewsUrl, method: 'POST', headers, body: soapOf.findItem() });
    expect(exchange.url).toMatch(/^https:/);
    expect((await call()).status).toBe(200);
    expect(exchange.requests[0]).toMatchObject({ connection: 1, user: 'ada@corp.example' });
    exchange.set({ faults: [{ fault: { kind: 'reset' } }] });
    await expect(call()).rejects.toThrow();
    client.close();
    const silent = connect(exchange.port, '127.0.0.1').on('error', () => undefined);
    const closed = new Promise((resolve) => silent.on('close', resolve));
    await new Promise((resolve) => silent.on('connect', resolve));
    await Promise.all([exchange.close(), closed]);
  });
});
