import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startExchange } from '../exchange/server.ts';
import type { Exchange } from '../exchange/types.ts';
import { poll } from '../testing/poll.ts';
import { startEns } from './ens.ts';
import { createKeys, encryptCredentials } from './keys.ts';
import type { Ens, EnsAccount, EnsEvent, EnsOptions } from './types.ts';
import { allowedDevices } from './verdicts.ts';

const USERS = [
  { upn: 'ada@corp.example', password: 'pa:ß' },
  { upn: 'bob@corp.example', password: 'b' },
];
let exchange: Exchange;
let ens: Ens | null = null;
let events: EnsEvent[];

beforeEach(async () => {
  events = [];
  exchange = await startExchange({ users: USERS, msPerMinute: 100, msPerSecond: 1 });
});
afterEach(async () => {
  await ens?.close();
  ens = null;
  await exchange.close();
});

function accounts(): EnsAccount[] {
  return USERS.map(({ upn, password }) => ({
    user: upn,
    deviceIds: () => [`${upn[0]!}1`, `${upn[0]!}2`],
    encryptCredentials: (key) => encryptCredentials(key, { user: upn, password }),
  }));
}

async function start(options: Partial<EnsOptions> = {}): Promise<Ens> {
  ens = await startEns({
    accounts: accounts(),
    ewsUrl: exchange.ewsUrl,
    checkInMs: 3_600_000,
    ...options,
  });
  ens.listen((event) => events.push(event));
  return ens;
}

const ofKind = <K extends EnsEvent['kind']>(kind: K) =>
  events.filter((event): event is Extract<EnsEvent, { kind: K }> => event.kind === kind);

describe('the sample ENS, directly at the sample Exchange', () => {
  it('subscribes everybody by push, fetches new mail as its user, and pushes to all devices', async () => {
    const service = await start();
    await poll(() => service.counters().subscribed === 2);
    exchange.deliver('ada', {
      subject: 'Hello <ada>',
      from: { name: 'Zoë', email: 'z@x.example' },
    });
    await poll(() => ofKind('pushed').length === 1);
    expect(ofKind('pushed')[0]).toEqual({
      ...{ kind: 'pushed', user: 'ada@corp.example', subject: 'Hello <ada>', sender: 'Zoë' },
      ...{ deviceIds: ['a1', 'a2'], withheld: [] },
    });
    expect(service.counters()).toMatchObject({
      fetched: 1,
      pushed: 2,
      refused: 0,
      lastRefusal: null,
    });
    const fetched = exchange.requests.find(({ operation }) => operation === 'GetItem');
    expect(fetched?.user).toBe('ada@corp.example');
    expect(fetched?.rawHeaders.join()).not.toContain('a1');
  });

  it('hides the credentials in the webhook URL', async () => {
    const service = await start();
    await poll(() => service.counters().subscribed === 2);
    const url = exchange.subscriptions()[0]!.pushUrl!;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/notify\?id=[^&]+&creds=[\w-]{342}$/);
    expect(url).not.toContain(Buffer.from('ada').toString('base64url').slice(0, 4));
  });

  it('names all devices of the user, and heeds the verdicts that come back', async () => {
    exchange.set({ extraHeaders: [['X-Verdicts', 'a1=blocked, A2=allowed']] });
    const service = await start({ deviceHeader: 'X-Devices', verdictHeader: 'X-Verdicts' });
    await poll(() => service.counters().subscribed === 2);
    for (const { rawHeaders, user } of exchange.requests) {
      const at = rawHeaders.indexOf('X-Devices');
      expect(rawHeaders[at + 1]).toBe(user === 'ada@corp.example' ? 'a1,a2' : 'b1,b2');
    }
    exchange.deliver('ada');
    await poll(() => ofKind('pushed').length === 1);
    expect(ofKind('pushed')[0]).toMatchObject({ deviceIds: ['a2'], withheld: ['a1'] });
  });

  it('counts refusals, and subscribes at a later check-in', async () => {
    exchange.set({ faults: [{ operation: 'Subscribe', fault: { kind: 'status', status: 403 } }] });
    const service = await start();
    await poll(() => service.counters().refused === 2);
    expect(service.counters().lastRefusal).toMatchObject({ status: 403 });
    exchange.set({ faults: [{ operation: 'Subscribe', fault: { kind: 'reset' } }] });
    await service.checkIn();
    expect(service.counters().lastRefusal).toMatchObject({ status: 0 });
    exchange.set({ faults: [] });
    await service.checkIn();
    expect(service.counters()).toMatchObject({ subscribed: 2, refused: 4 });
  });

  it('renews a subscription that was lost', async () => {
    const service = await start({ staleMs: 300, statusMinutes: 1 });
    await poll(() => service.counters().subscribed === 2);
    const before = exchange.subscriptions().map(({ id }) => id);
    for (const id of before) exchange.dropSubscription(id);
    await poll(() => {
      void service.checkIn();
      return ofKind('lost').length >= 2 && service.counters().subscribed === 2;
    });
    exchange.deliver('bob');
    await poll(() => ofKind('pushed').length >= 1);
    expect(exchange.subscriptions().map(({ id }) => id)).not.toEqual(before);
  });

  it('stays alive on signs of life alone', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const service = await start({ staleMs: 2_000, statusMinutes: 1 });
    await poll(() => service.counters().subscribed === 2);
    for (let turn = 0; turn < 2; turn += 1) {
      vi.setSystemTime(Date.now() + 1_500);
      const before = exchange.pushAttempts.length;
      const heardOf = () => exchange.pushAttempts.slice(before).map((each) => each.subscription);
      await poll(() => new Set(heardOf()).size === USERS.length);
    }
    await service.checkIn();
    expect(ofKind('lost')).toEqual([]);
  });

  it('begins when it learns where', async () => {
    const service = await start({ ewsUrl: null });
    await service.checkIn();
    expect(exchange.requests).toHaveLength(0);
    service.setEwsUrl(exchange.ewsUrl);
    await poll(() => service.counters().subscribed === 2);
  });
});

describe('verdicts', () => {
  it('allow what is allowed or not mentioned', () => {
    const read = (header: string | null) => allowedDevices(['A', 'b', 'c'], header).allowed;
    expect(read(null)).toEqual(['A', 'b', 'c']);
    expect(read('a=blocked; B=compliant')).toEqual(['b', 'c']);
    expect(read('a=allowed,b=would-block,c=blocked')).toEqual(['A', 'b']);
  });
});

describe('keys', () => {
  it('open only what was locked with them', async () => {
    const [mine, other] = await Promise.all([createKeys(), createKeys()]);
    const locked = encryptCredentials(mine.publicKey, { user: 'u', password: 'p:q' });
    expect(mine.decrypt(locked)).toEqual({ user: 'u', password: 'p:q' });
    expect(other.decrypt(locked)).toBeNull();
    expect(mine.decrypt('rubbish')).toBeNull();
  });
});
