/** `certificates` over the files of a home: what is told, and trust by fingerprint. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryCertificate } from '../testing/temporary-certificate.ts';
import { runIn, useFolder } from './testing.ts';

const home = useFolder();
const run = (...argv: string[]) => runIn(home(), ...argv);
beforeEach(async () => {
  expect((await run('init')).code).toBe(0);
});

test('a new home', async () => {
  const found = await run('certificates', '--json');
  expect(found).toMatchObject({
    code: 0,
    json: [{ listener: { kind: 'plain' }, waits: [], lists: [], clients: { mode: 'off' } }],
  });
  expect((await run('certificates')).out).toBe('the home holds no certificate\n');
  expect((await run('certificates', 'renew', '--json')).json).toMatchObject([
    { code: 'NOT_RUNNING' },
  ]);
});

test('probe says what to compare; trust takes it, untrust takes it back', async () => {
  const server = createServer(temporaryCertificate(['IP:127.0.0.1'], 'alone'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const probed = await run('certificates', 'probe', url);
  expect(probed.code).toBe(3);
  const fingerprint = /SHA-256 (\S+) {2}CN=alone/.exec(probed.out)?.[1] ?? '';
  expect(probed.out).toContain(`sallyport certificates trust ${fingerprint} ${url}`);
  const other = fingerprint.replace(/^../, (first) => (first === '00' ? '01' : '00'));
  expect(await run('certificates', 'trust', other, url, '--json')).toMatchObject({
    ...{ code: 6, json: [{ code: 'CERTIFICATE_CHANGED' }] },
  });
  const trusted = await run('certificates', 'trust', fingerprint.toLowerCase(), url, '--json');
  expect(trusted).toMatchObject({ code: 0, json: [{ inForce: false, warnings: [] }] });
  expect((await run('certificates', 'probe', url)).code).toBe(0);
  expect((await run('certificates')).out).toContain('CN=alone');
  const [file = ''] = readdirSync(join(home(), 'config', 'trust'));
  expect((await run('certificates', 'untrust', file)).out).toContain('no longer trusted; kept as');
  expect((await run('certificates', 'probe', url)).code).toBe(3);
});
