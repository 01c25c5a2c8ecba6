/** Where lists come from: servers that answer anything, copies on the disk, time that passes. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PATIENCE_MS } from '../../../lab/testing/patience.ts';
import { createPki, type Pki } from '../../testing/client-pki.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { authorityOf } from '../client/facts.ts';
import { fetchList } from './fetch-list.ts';
import { keptLists } from './kept-lists.ts';
import { ListPlace, type PlaceOptions, type Signer } from './list-place.ts';

const folder = temporaryFolder(afterAll, 'places');
let pki: Pki;
let signer: Signer;
let answer: (response: ServerResponse) => void = () => undefined;
const server = http.createServer((_request, response) => answer(response));
let url = '';

beforeAll(async () => {
  pki = createPki(folder);
  const { certificate, facts, subject } = authorityOf(
    new X509Certificate(pki.authority('root').cert),
  );
  signer = { id: facts.signer, subject, key: certificate.publicKey };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/root.crl`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answer = (response) => void response.writeHead(500).end();
});

const pace = { everyMs: 3_600_000, retryMs: 3_600_000, timeoutMs: PATIENCE_MS };

function place(change: Partial<PlaceOptions> = {}): ListPlace {
  const made = new ListPlace({
    ...{
      url,
      kept: keptLists(null),
      now: Date.now,
      changed: () => undefined,
      failed: () => undefined,
    },
    pace,
    signers: (subject) => (subject.equals(signer.subject) ? [signer] : []),
    ...change,
  });
  onTestFinished(() => made.close());
  return made;
}

const give = (bytes: Buffer): void => {
  answer = (response) => void response.end(bytes);
};

test('DER and PEM', async () => {
  const der = pki.list('root');
  give(der);
  expect(await fetchList(url, PATIENCE_MS)).toEqual({ ok: true, der });
  const pem = der.toString('base64').replace(/(.{64})/g, '$1\n');
  give(Buffer.from(`-----BEGIN X509 CRL-----\n${pem}\n-----END X509 CRL-----\n`));
  expect(await fetchList(url, PATIENCE_MS)).toEqual({ ok: true, der });
});

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['a redirect', (it) => void it.writeHead(302, { Location: url }).end(), /answered 302/],
  ['nothing there', (it) => void it.writeHead(404).end('no'), /answered 404/],
  ['a page', (it) => void it.end('<html></html>'), /neither DER nor PEM/],
  ['silence', () => undefined, /no answer in time/],
  ['a drip', (it) => void it.writeHead(200).write('0'), /no answer in time/],
  [
    'an end too early',
    (it) => {
      it.writeHead(200, { 'Content-Length': '100' }).write('0');
      setTimeout(() => it.destroy(), 20);
    },
    /broke off|ECONNRESET|aborted/,
  ],
  [
    'no end',
    (it) => {
      it.writeHead(200);
      const part = Buffer.alloc(1024 * 1024, 0x30);
      const more = (): void => {
        while (!it.destroyed && it.write(part));
        if (!it.destroyed) it.once('drain', more);
      };
      more();
    },
    /larger than 32 MiB/,
  ],
])('%s', async (_what, how, why) => {
  answer = how;
  const fetched = await fetchList(url, why.test('no answer in time') ? 300 : PATIENCE_MS);
  expect(fetched.ok ? '' : fetched.why).toMatch(why);
});

test('addresses that are none, and nobody there', async () => {
  expect(await fetchList('ldap://a/b', 100)).toMatchObject({ ok: false });
  expect(await fetchList('http://127.0.0.1:1/x', PATIENCE_MS)).toMatchObject({ ok: false });
});

test('a list is taken when an authority that is known signed it', async () => {
  give(pki.list('root'));
  const stranger = place({ signers: () => [] });
  await stranger.read();
  expect(stranger.list).toBeNull();
  expect(stranger.problem).toMatch(/no authority/);
  expect(stranger.awaitsSigner).toBe(true);
  const good = place();
  await good.read();
  expect([good.list?.signer, good.problem]).toEqual([signer.id, null]);
  const other = authorityOf(new X509Certificate(pki.authority('other').cert));
  const false_ = place({
    signers: () => [{ ...signer, key: other.certificate.publicKey }],
  });
  await false_.read();
  expect(false_.problem).toMatch(/signature is false/);
});

test('an older list never takes the place of a newer one, nor one from the future', async () => {
  give(pki.list('root', { from: -60 }));
  const there = place();
  await there.read();
  const { list } = there;
  give(pki.list('root', { from: -7200 }));
  await there.read();
  expect([there.list, there.problem]).toEqual([list, 'it is older than the one before']);
  give(pki.list('root', { from: 3600 }));
  await there.read();
  expect([there.list, there.problem]).toEqual([list, 'it is from the future']);
});

test('the copy is read before the server is asked, and a damaged one is nobody', async () => {
  const home = temporaryFolder(onTestFinished, 'kept');
  const kept = keptLists(home);
  give(pki.list('root'));
  await place({ kept }).read();
  expect(readdirSync(home)).toHaveLength(1);
  answer = () => undefined;
  const impatient = { ...pace, timeoutMs: 500 };
  const again = place({ kept, pace: impatient });
  const reading = again.read();
  await again.pending;
  expect(again.list).not.toBeNull();
  await reading;
  expect(again.problem).toBe('no answer in time');
  writeFileSync(join(home, readdirSync(home)[0] ?? ''), 'damaged');
  const damaged = place({ kept, pace: impatient });
  await damaged.read();
  expect(damaged.list).toBeNull();
});

test('one attempt at a time', async () => {
  let asked = 0;
  const der = pki.list('root');
  answer = (response) => {
    asked += 1;
    setTimeout(() => response.end(der), 50);
  };
  const there = place();
  await Promise.all([there.read(), there.read(), there.read()]);
  expect(asked).toBe(1);
});

test('it is looked for again before its time is over, and more often after a failure', async () => {
  let asked = 0;
  answer = (response) => {
    asked += 1;
    if (asked === 2) response.writeHead(500).end();
    else response.end(pki.list('root', { from: -60 + asked, until: 1 }));
  };
  const there = place({ pace: { everyMs: 3_600_000, retryMs: 20, timeoutMs: PATIENCE_MS } });
  await there.read();
  await expect.poll(() => asked).toBeGreaterThan(2);
  await expect.poll(() => there.problem).not.toMatch(/500/);
});
