import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMit, whyNot } from './index.ts';
import type { MitRealm } from './index.ts';

const why = whyNot('mit');
const title = 'two realms that trust each other';

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let ours: MitRealm;
  let theirs: MitRealm;

  beforeAll(async () => {
    theirs = await startMit({ realm: 'OTHER.TEST' });
    ours = await startMit({ realm: 'EX.TEST', trust: theirs });
  });
  afterAll(() => Promise.all([ours.stop(), theirs.stop()]));

  const pairs = (): readonly (readonly [MitRealm, MitRealm])[] => [
    [ours, theirs],
    [theirs, ours],
  ];

  it('give their people tickets for the services of the other', async () => {
    for (const [home, away] of pairs()) {
      const { password } = home.person('alice');
      const login = await home.oracle.login('alice', { password });
      if (!login.ok) throw new Error(login.said);
      const target = `${away.account('mail').spn}@${away.realm}`;
      const answer = await home.oracle.ticket(login.cache, target);
      if (!answer.ok) throw new Error(answer.said);
      expect(answer.tickets.map(({ service }) => service)).toEqual([
        `krbtgt/${home.realm}@${home.realm}`,
        `krbtgt/${away.realm}@${home.realm}`,
        target,
      ]);
      expect(answer.tickets.at(-1)?.client).toBe(`alice@${home.realm}`);
    }
  });

  it.each([
    ['by the name of their realm', true],
    ['by UPN, which leads there', false],
  ])('let a gateway speak for people of the other: %s', async (_, byRealm) => {
    for (const [home, away] of pairs()) {
      const { principal, keytab } = home.account('proxy');
      const login = await home.oracle.login(principal, { keytab });
      if (!login.ok) throw new Error(login.said);
      const user = byRealm
        ? ({ user: `alice@${away.realm}`, exact: true } as const)
        : { user: away.person('alice').upn };
      const spn = home.account('mail').spn;
      const answer = await home.oracle.delegate({ cache: login.cache, ...user, spn });
      if (!answer.ok) throw new Error(answer.said);
      const name = byRealm ? 'alice' : `alice\\@${away.domain}`;
      expect(answer.tickets).toMatchObject([
        { client: `${name}@${away.realm}`, service: `${spn}@${home.realm}` },
      ]);
    }
  });

  it('do not let it delegate to a service of the other', async () => {
    const { principal, keytab } = ours.account('proxy');
    const login = await ours.oracle.login(principal, { keytab });
    if (!login.ok) throw new Error(login.said);
    const spn = theirs.account('mail').spn;
    const answer = await ours.oracle.delegate({ cache: login.cache, user: 'alice', spn });
    expect(answer).toMatchObject({ ok: false, said: expect.stringContaining('not found') });
  });
});
