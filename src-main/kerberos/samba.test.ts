/** Against Samba's KDC, which answers as Active Directory does in much. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSamba, whyNot } from '../../lab/realm/index.ts';
import type { Realm } from '../../lab/realm/index.ts';
import { clientOf } from './testing/client.ts';
import { value } from './testing/outcomes.ts';
import { itHoldsInARealm } from './testing/realm-cases.ts';

const why = whyNot('samba');
const title = `Samba${why === null ? '' : ` (${why})`}`;

describe.skipIf(why !== null)(title, () => {
  let realm: Realm;
  beforeAll(async () => {
    realm = await startSamba();
  });
  afterAll(() => realm.stop());

  itHoldsInARealm(
    () => realm,
    [
      {
        what: 'a user who is disabled',
        upn: 'disabled@ex.test',
        ...{
          code: 'USER_DISABLED',
          step: 'impersonate',
          kdcError: 12,
          says: /is disabled, expired or may not log on now/,
        },
      },
      {
        what: 'an account with neither list nor protocol transition',
        role: 'nodeleg',
        ...{
          code: 'NOT_FORWARDABLE',
          step: 'delegate',
          kdcError: null,
          says: /not trusted for delegation/,
        },
      },
    ],
  );

  it('a user by account name and domain, who has another UPN', async () => {
    const client = clientOf(realm);
    onTestFinished(() => client.close());
    const outcome = await client.ticket('bob@ex.test', realm.account('mail').spn);
    expect(value(outcome).upn).toBe('bob@ex.test');
  });

  it('names in other letters', async () => {
    const client = clientOf(realm, { settings: { account: 'SVC-Proxy' } });
    onTestFinished(() => client.close());
    const outcome = await client.ticket('Robert.SMITH@Corp.Example', realm.account('mail').spn);
    expect(value(outcome).upn).toBe('Robert.SMITH@Corp.Example');
  });
});
