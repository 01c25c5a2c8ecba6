// `curl --negotiate` with real tickets, through the gateway, before an Apache that remembers on the connection who came.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { towards } from './testing/tap.ts';
import { startGssapiApache, startMit, whyNot } from '../../lab/realm/index.ts';
import type { Apache, MitRealm } from '../../lab/realm/index.ts';
import { curl, resolved, ticketOf } from '../../lab/realm/testing-curl.ts';
import { startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';

const why = whyNot('mit', 'apache');
const title = 'curl --negotiate through the gateway';

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let realm: MitRealm;
  let apache: Apache;
  const caches = new Map<string, string>();

  beforeAll(async () => {
    realm = await startMit();
    apache = await startGssapiApache({ realm, connectionBound: true });
    for (const user of ['alice', 'bob'])
      caches.set(user, await ticketOf(realm, user, realm.account('mail').spn));
  });
  afterAll(async () => {
    await apache.stop();
    await realm.stop();
  });

  const path = '/EWS/Exchange.asmx';

  async function start(policies: Partial<Policies>): Promise<Harness> {
    const to = towards(Number(new URL(apache.url).port));
    const harness = await startHarness({
      settings: (settings) => withPolicies(to(settings), policies),
    });
    onTestFinished(harness.close);
    return harness;
  }

  /** Asks twice on one connection. @returns the answers with their heads, and what curl says of the connection */
  const ask = ({ url }: Harness, user: string | null): Promise<string> => {
    const { host } = apache;
    const cache = user === null ? null : (caches.get(user) ?? '');
    const second = url.replace('127.0.0.1', host) + path;
    return curl({ realm, host, url, path, cache, more: [...resolved(host, url), second] });
  };
  const users = (output: string): readonly (string | undefined)[] =>
    [...output.matchAll(/^< X-Remote-User: (\S+)/gm)].map(([, user]) => user);
  const statuses = (output: string): readonly number[] =>
    [...output.matchAll(/^< HTTP\/1.1 (\d+)/gm)].map(([, status]) => Number(status));

  it('is refused in words while unknown users are blocked, and Apache hears nothing', async () => {
    const harness = await start({});
    const before = (await apache.requests()).length;
    const output = await ask(harness, 'alice');
    expect(output).toMatch(/^> Authorization: Negotiate \S{500,}/m);
    expect(statuses(output)).toEqual([403, 403]);
    expect(output).toContain('Kerberos ticket hides who signs in');
    expect((await apache.requests()).length).toBe(before);
    const event = await harness.event(({ authentication }) => authentication === 'negotiate');
    expect(event.reason).toBe('AUTHENTICATION_UNSUPPORTED');
  });

  it.each([
    [{ unknownDevices: 'allow' }, 'allowed'],
    [{ mode: 'test' }, 'would-block'],
  ] as const)('passes with %j, each as who they are: %s', async (policies, verdict) => {
    const harness = await start(policies);
    for (let round = 0; round < 4; round += 1) {
      const [alice, bob, nobody] = await Promise.all([
        ask(harness, 'alice'),
        ask(harness, 'bob'),
        ask(harness, null),
      ]);
      expect(users(alice)).toEqual(['alice@EX.TEST', 'alice@EX.TEST']);
      expect(users(bob)).toEqual(['bob@EX.TEST', 'bob@EX.TEST']);
      expect(users(nobody)).toEqual([]);
    }
    const event = await harness.event(({ authentication }) => authentication === 'negotiate');
    expect([event.user, event.verdict, event.reason]).toEqual([null, verdict, 'UNKNOWN_USER']);
  });
});
