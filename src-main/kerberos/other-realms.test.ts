/** Users of another realm, by a trust between two realms of MIT's KDC. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startGssapiApache, startMit, whyNot } from '../../lab/realm/index.ts';
import type { MitRealm } from '../../lab/realm/index.ts';
import { post } from './testing/ask-apache.ts';
import { clientOf } from './testing/client.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';

const why = whyNot('mit', 'apache');

describe.skipIf(why !== null)(why ?? 'two realms that trust each other', () => {
  let theirs: MitRealm;
  let ours: MitRealm;
  beforeAll(async () => {
    theirs = await startMit({ realm: 'OTHER.TEST' });
    ours = await startMit({ realm: 'EX.TEST', trust: theirs });
  });
  afterAll(() => Promise.all([ours.stop(), theirs.stop()]));

  function made(otherRealms: readonly string[]) {
    const kdcs = [ours, theirs].map(({ realm, port }) => ({ realm, host: '127.0.0.1', port }));
    const client = clientOf(ours, { settings: { kdcs, otherRealms } });
    onTestFinished(() => client.close());
    return client;
  }
  const mail = () => ours.account('mail').spn;

  it.each(['alice@other.test', 'alice@ex.test'])('a ticket of %s', async (upn) => {
    const client = made(['OTHER.TEST']);
    // Once more, since the account's ticket is there then.
    client.forget(value(await client.ticket(upn, mail())));
    expect(codeOf(await client.ticket(upn, mail()))).toBe('fine');
  });

  it('the way there begins in the realm of the user', async () => {
    const before = theirs.log().length;
    expect(codeOf(await made(['other.test']).ticket('alice@other.test', mail()))).toBe('fine');
    const added = theirs.log().slice(before);
    expect(added).toMatch(/TGS_REQ .*ISSUE.* for krbtgt\/EX.TEST@OTHER.TEST/);
  });

  it('Apache sees a user of the other realm', async () => {
    const apache = await startGssapiApache({ realm: ours });
    onTestFinished(() => apache.stop());
    const client = made(['OTHER.TEST']);
    const ticket = value(await client.ticket('alice@other.test', mail()));
    const token = value(client.token(ticket, null));
    const { status, user, challenge } = await post(apache, token.header);
    expect(status).toBe(200);
    expect(user).toBe('alice\\@other.test@OTHER.TEST');
    expect(codeOf(token.verify(challenge))).toBe('fine');
  });

  it.each([
    ['a realm that the settings do not name', ['ELSE.TEST'], 'alice@other.test', 'USER_ELSEWHERE'],
    ['a user whom neither knows', ['OTHER.TEST'], 'nobody@other.test', 'USER_UNKNOWN'],
    ['a user who is sensitive there', ['OTHER.TEST'], 'protected@other.test', 'NOT_FORWARDABLE'],
    ['a user who is disabled there', ['OTHER.TEST'], 'disabled@other.test', 'USER_DISABLED'],
  ])('refuses %s', async (_what, realms, upn, code) => {
    const { code: said, realm } = failure(await made(realms).ticket(upn, mail()));
    expect(said).toBe(code);
    expect(['EX.TEST', 'OTHER.TEST']).toContain(realm);
  });

  it('refuses a service of the other realm', async () => {
    const outcome = await made(['OTHER.TEST']).ticket('alice@ex.test', 'HTTP/mail.other.test');
    expect(['SPN_UNKNOWN', 'TARGET_ELSEWHERE']).toContain(codeOf(outcome));
  });
});
