/** Signing in by ticket, in the built product: what it leaves behind. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGssapiApache, startMit, whyNot } from '../../../lab/realm/index.ts';
import { alice, ask } from '../testing/certified.ts';
import { createPki, upn } from '../../testing/client-pki.ts';
import { contentsBelow } from '../../testing/contents-below.ts';
import { device } from '../../testing/gateway-harness.ts';
import { configuration, launcher, makeHome, sallyport, serve } from '../../testing/product.ts';
import { listenerCertificate } from '../../testing/temporary-certificate.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';

const why = whyNot('mit', 'apache');
describe.skipIf(why !== null)(why ?? 'a gateway that signs in by ticket', () => {
  it('keeps no token and no password of the service account, but in its secrets', async () => {
    const realm = await startMit();
    onTestFinished(() => realm.stop());
    const apache = await startGssapiApache({ realm });
    onTestFinished(() => apache.stop());
    const home = await makeHome(apache.url, [device('alicephone', alice)]);
    onTestFinished(() => home.remove());
    const pki = createPki(temporaryFolder(onTestFinished, 'pki'));
    const config = join(home.path, 'config');
    mkdirSync(join(config, 'client-ca'), { recursive: true });
    writeFileSync(join(config, 'client-ca', 'root.pem'), pki.authority('root').cert);
    const listener = listenerCertificate('gateway');
    writeFileSync(join(config, 'gateway.pem'), listener.certificate);
    writeFileSync(join(config, 'gateway.key'), listener.key, { mode: 0o600 });
    const { password, name } = realm.account('proxy');
    await home.setConfiguration({
      ...(configuration(apache.url) as object),
      listener: {
        ...{ host: '127.0.0.1', port: 0, balancers: [] },
        tls: { certificate: 'gateway.pem', key: 'gateway.key' },
      },
      clientCertificates: { mode: 'required', revocation: 'off' },
      kcd: {
        ...{ enabled: true, targetSpn: realm.account('mail').spn, serviceAccount: name },
        domainControllers: realm.kdcs.map(({ port }) => `${realm.realm} 127.0.0.1:${String(port)}`),
      },
      accessLog: { enabled: true, users: true },
    });
    expect(await setPassword(home.path, password)).toBe(0);

    const gateway = await serve(home.path);
    onTestFinished(async () => {
      await gateway.end('SIGKILL');
    });
    const client = pki.client('alice', 'root', { names: upn(alice) });
    const answer = await ask({ harness: gateway, clientOf: () => client }, alice);
    expect(answer).toMatchObject({ status: 200, challenge: undefined });
    const readLog = () => sallyport(home.path, 'log', '--json');
    await expect
      .poll(async () => (await readLog()).json)
      .toMatchObject([{ user: alice, authentication: 'certificate', status: 200 }]);
    const log = await readLog();
    const status = await sallyport(home.path, 'status', '--json');
    expect(await gateway.end()).toBe(0);

    const [token = ''] = (await apache.requests(1)).map(({ authorization }) => authorization ?? '');
    expect(token).toMatch(/^Negotiate .{400}/);
    const base64 = token.slice('Negotiate '.length);
    const bytes = Buffer.from(base64, 'base64').toString('latin1');
    const left = [
      ...(await contentsBelow(home.path)),
      { path: 'output', text: gateway.stderr() + JSON.stringify(gateway.events()) },
      { path: 'commands', text: log.stdout + log.stderr + status.stdout + status.stderr },
    ];
    const holding = (secret: string): readonly string[] =>
      left.filter(({ text }) => text.includes(secret)).map(({ path }) => path);
    // What is looked at is what the request left: its journal, and its line of the access log.
    expect(holding(alice).length).toBeGreaterThan(2);
    // From the middle: how it begins says only what it is.
    expect(holding(base64.slice(200, 240))).toEqual([]);
    expect(holding(bytes.slice(200, 230))).toEqual([]);
    expect(holding(password)).toEqual([]);
    expect(holding(Buffer.from(password).toString('base64'))).toEqual([
      join(home.path, 'state', 'secrets.json'),
    ]);
  });
});

function setPassword(home: string, password: string): Promise<number | null> {
  const args = [launcher, 'secret', 'set', 'kcd.password', '--home', home];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(password);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}
