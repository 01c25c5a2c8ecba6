/** Several KDCs: dead, silent, killed in mid-flight, found by DNS; and clocks that differ. */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMit, whyNot } from '../../lab/realm/index.ts';
import type { MitRealm } from '../../lab/realm/index.ts';
import { quietPort } from '../testing/quiet-port.ts';
import type { KdcAddress, SrvRecord } from './find-kdc.ts';
import { clientOf } from './testing/client.ts';
import type { Made } from './testing/client.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';

const why = whyNot('mit');
const title = why ?? 'several KDCs';
const limits = { connectMs: 5_000, answerMs: 2_000 };

describe.skipIf(why !== null)(title, () => {
  let realm: MitRealm;
  beforeAll(async () => {
    realm = await startMit({ kdcs: 2 });
  });
  afterAll(() => realm.stop());

  const made = (how: Made = {}) => {
    const client = clientOf(realm, { ...how, options: { limits, ...how.options } });
    onTestFinished(() => client.close());
    return client;
  };
  const mail = () => realm.account('mail').spn;
  const at = (...ports: readonly number[]) =>
    ports.map((port) => ({ realm: 'EX.TEST', host: '127.0.0.1', port }));

  it('passes over one that is dead, and asks it last from then on', async () => {
    const tried: number[] = [];
    const counted = (address: KdcAddress) => (tried.push(address.port), connect(address));
    const kdcs = at(await quietPort(), realm.port);
    const client = made({ settings: { kdcs }, options: { connect: counted } });
    expect(value(await client.ticket('alice@ex.test', mail())).kdc).toBe(realm.kdcs[0]!.address);
    expect(tried.filter((port) => port === kdcs[0]!.port)).toHaveLength(1);
  });

  it('says of each why it gave no answer', async () => {
    const kdcs = at(await quietPort(), await quietPort());
    const outcome = await made({ settings: { kdcs } }).ticket('alice@ex.test', mail());
    expect(failure(outcome)).toMatchObject({ code: 'KDC_UNREACHABLE', step: 'log-on', kdc: null });
    for (const { port } of kdcs)
      expect(failure(outcome).text).toContain(`127.0.0.1:${port}: ECONNREFUSED`);
  });

  it('asks none again for a moment when none answered, and then does', async () => {
    let now = Date.now();
    let tried = 0;
    const counted = (address: KdcAddress) => (tried++, connect(address));
    const kdcs = at(await quietPort(), await quietPort());
    const client = made({ settings: { kdcs }, options: { now: () => now, connect: counted } });
    const ask = async () => failure(await client.ticket('alice@ex.test', mail()));
    expect((await ask()).text).toContain('no KDC answers');
    expect((await ask()).text).toContain('no KDC answered a moment ago');
    expect(tried).toBe(2);
    now += 5_001;
    expect((await ask()).text).toContain('no KDC answers');
    expect(tried).toBe(4);
  });

  it('a hundred at once take turns', async () => {
    const sockets: Socket[] = [];
    let most = 0;
    const counted = (address: KdcAddress): Socket => {
      sockets.push(connect(address));
      most = Math.max(most, sockets.filter(({ destroyed }) => !destroyed).length);
      return sockets.at(-1)!;
    };
    const patient = { connectMs: 20_000, answerMs: 20_000 };
    const client = made({ options: { connect: counted, limits: patient } });
    const users = Array.from({ length: 100 }, (_, nth) => `nobody${nth}@ex.test`);
    const outcomes = await Promise.all(users.map((upn) => client.ticket(upn, mail())));
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['USER_UNKNOWN']));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(64);
  });

  it('goes on with another when one hangs', async () => {
    const [first] = realm.kdcs;
    const client = made();
    first!.pause();
    try {
      expect(codeOf(await client.ticket('alice@ex.test', mail()))).toBe('fine');
    } finally {
      first!.resume();
    }
  });

  it('goes on with another when one is killed in mid-flight, with messages of their own', async () => {
    const [first, second] = realm.kdcs;
    const sent: Buffer[] = [];
    // Ends the first one when the request for Exchange's ticket is on its way to it.
    const client = made({
      options: {
        limits: { connectMs: 2_000, answerMs: 5_000 },
        connect: (address) => {
          const socket = connect(address);
          const write = socket.write.bind(socket);
          const spied = (bytes: Buffer): boolean => {
            sent.push(bytes);
            if (sent.length !== 4) return write(bytes);
            first!.pause();
            const taken = write(bytes);
            setTimeout(() => void first!.kill(), 20);
            return taken;
          };
          return Object.assign(socket, { write: spied });
        },
      },
    });
    try {
      const ticket = value(await client.ticket('alice@ex.test', mail()));
      expect(ticket.kdc).toBe(second!.address);
      expect(sent).toHaveLength(5);
      expect(sent[4]!.equals(sent[3]!)).toBe(false);
    } finally {
      await first!.restart();
    }
  });

  it('finds them by DNS where none is named, in the order of their records', async () => {
    const dead = await quietPort();
    const asked: string[] = [];
    const record = (port: number, priority: number): SrvRecord => ({
      name: '127.0.0.1',
      port,
      priority,
      weight: 0,
    });
    const resolveSrv = async (name: string): Promise<SrvRecord[]> => {
      asked.push(name);
      return [record(dead, 20), record(realm.port, 10)];
    };
    const client = made({ settings: { kdcs: [] }, options: { resolveSrv } });
    expect(value(await client.ticket('alice@ex.test', mail())).kdc).toBe(realm.kdcs[0]!.address);
    expect(asked).toEqual(['_kerberos._tcp.EX.TEST']);
  });

  it.each([
    ['no record', async () => [], 'has no records'],
    [
      'a service that is not offered',
      async () => [{ name: '.', port: 0, priority: 0, weight: 0 }],
      'has no records',
    ],
    [
      'an error',
      async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
      'ENOTFOUND',
    ],
  ])('says so when DNS has %s', async (_what, resolveSrv, says) => {
    const client = made({ settings: { kdcs: [] }, options: { resolveSrv } });
    const outcome = await client.ticket('alice@ex.test', mail());
    expect(failure(outcome)).toMatchObject({ code: 'KDC_UNKNOWN', step: 'find-kdc' });
    expect(failure(outcome).text).toContain(says);
  });

  it('ends what waits when it is closed', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const slow = { connectMs: 60_000, answerMs: 60_000 };
    const client = made({ settings: { kdcs: at(address.port) }, options: { limits: slow } });
    const waiting = client.ticket('alice@ex.test', mail());
    await new Promise((resolve) => silent.once('connection', resolve));
    client.close();
    expect((await waiting).ok).toBe(false);
    expect((await client.ticket('alice@ex.test', mail())).ok).toBe(false);
  });
});
