// The bench's two ends and each peer between them: one request passes, plain and over TLS. Peers that are not on this
// machine are told; `npm run bench` brings them.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askOnce } from '../../bench/relay/connection.ts';
import { contestants } from '../../bench/relay/contestants.ts';
import { requestOf } from '../../bench/relay/messages.ts';
import { makeTlsFiles, type TlsFiles } from '../../bench/relay/tls-files.ts';
import { startUpstream, type Upstream } from '../../bench/relay/upstream.ts';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { hasOpenssl } from '../../src-main/testing/temporary-certificate.ts';
import { peersHere, peersFolder } from './bench-relay.mjs';
import { nativeHere } from './natives.mjs';

const { all, missing } = contestants({
  ...{ node: { path: process.execPath, version: process.versions.node }, tools: '', results: '' },
  ...{ peers: { folder: peersFolder, versions: await peersHere() }, suffix: '' },
  ...{ nginx: (await nativeHere('nginx')) ?? null, haproxy: (await nativeHere('haproxy')) ?? null },
  product: { journal: '', silent: '', revision: '' },
  ...{ workloads: [], rounds: 1, only: null, quick: true, few: 1, many: 2 },
});
const peers = all.filter(({ kind }) => kind !== 'ours');
if (missing.length > 0) console.info(`not on this machine: ${missing.join(', ')}`);

const ways = hasOpenssl ? (['plain', 'TLS'] as const) : (['plain'] as const);

describe.each(ways)('%s', (way) => {
  const folder = temporaryFolder(afterAll, 'peers');
  let tls: TlsFiles | null = null;
  let upstream: Upstream;
  beforeAll(async () => {
    tls = way === 'TLS' ? makeTlsFiles(folder) : null;
    upstream = await startUpstream(tls);
  });
  afterAll(() => {
    upstream.close();
  });
  const ask = (port: number): Promise<number | null> => {
    const authority = tls === null ? null : readFileSync(tls.authority, 'utf8');
    return askOnce({ port, authority }, requestOf({ operation: 'FindItem' }));
  };

  test('the load and the upstream understand each other', async () => {
    expect(await ask(upstream.port)).toBe(200);
  });

  test.each(peers)('one request passes through $title', async ({ start, id }) => {
    const own = join(folder, id);
    mkdirSync(own);
    const running = await start({ upstream: upstream.port, tls, folder: own, hanging: false });
    try {
      expect(await ask(running.port)).toBe(200);
    } finally {
      await running.stop();
    }
  });
});
