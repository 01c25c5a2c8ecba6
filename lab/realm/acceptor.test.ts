import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { makeCertificate } from '../../src-main/testing/tls-material.ts';
import type { Material } from '../../src-main/testing/tls-material.ts';
import { CHANNEL_BOUND, startAcceptor, startMit, whyNot } from './index.ts';
import type { Acceptor, AcceptorOptions, MitRealm } from './index.ts';
import { ticketOf } from './testing-curl.ts';
import { initiate } from './testing-initiator.ts';

const why = whyNot('mit', 'acceptor');
const title = 'a server that looks at channel bindings';

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let realm: MitRealm;
  let cache: string;
  let tls: Material;
  let removeFolder: () => void;

  beforeAll(async () => {
    const { path, remove } = makeTemporary('acceptor-tls');
    removeFolder = remove;
    tls = makeCertificate(path, { name: 'mail.ex.test' });
    realm = await startMit();
    cache = await ticketOf(realm, 'alice', realm.account('mail').spn);
  });
  afterAll(async () => {
    removeFolder();
    await realm.stop();
  });

  const start = async (channelBinding: AcceptorOptions['channelBinding']): Promise<Acceptor> => {
    const acceptor = await startAcceptor({ realm, tls, channelBinding });
    onTestFinished(() => acceptor.stop());
    return acceptor;
  };

  it.each([
    ['require', 'right', 'bound'],
    ['require', 'none', 'no channel binding'],
    ['require', 'wrong', 'Incorrect channel bindings'],
    ['allow', 'right', 'bound'],
    ['allow', 'none', 'unbound'],
    ['allow', 'wrong', 'Incorrect channel bindings'],
    ['none', 'wrong', 'unbound'],
  ] as const)('%s: what is %s is %s', async (channelBinding, binding, expected) => {
    const acceptor = await start(channelBinding);
    const answer = await initiate({ realm, acceptor, cache, binding });
    if (expected === 'bound' || expected === 'unbound') {
      expect(answer).toMatchObject({ status: 200, complete: true, user: 'alice@EX.TEST' });
      expect(((answer.flags ?? 0) & CHANNEL_BOUND) !== 0).toBe(expected === 'bound');
    } else {
      expect(answer).toMatchObject({ status: 401, refused: expect.stringContaining(expected) });
    }
    expect(acceptor.errors()).toBe('');
  });

  it('takes no token twice', async () => {
    const acceptor = await start('require');
    const answer = await initiate({ realm, acceptor, cache, binding: 'right', times: 2 });
    expect(answer).toMatchObject({ status: 401, refused: expect.stringContaining('replay') });
  });

  it('leaves nothing behind', async () => {
    const acceptor = await startAcceptor({ realm, tls, channelBinding: 'none' });
    expect(existsSync(`/proc/${acceptor.pid}`)).toBe(true);
    await acceptor.stop();
    expect(existsSync(`/proc/${acceptor.pid}`)).toBe(false);
  });
});
