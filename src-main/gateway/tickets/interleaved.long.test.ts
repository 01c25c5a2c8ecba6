/** The count of issue 5: two users at the same time, before an acceptor that remembers connections and one that does not. */
import { describe, expect, it } from 'vitest';
import { startGssapiApache, startMit, whyNot } from '../../../lab/realm/index.ts';
import { addressOfUrl, interleave, startCertified } from '../testing/certified.ts';

const seen = (user: string): string => `${user.replace('@', '\\@')}@EX.TEST`;
const why = whyNot('mit', 'apache');

describe.skipIf(why !== null)(why ?? 'alice and bob, 1,000 times', () => {
  it.each([false, true])('are never swapped (remembered: %s)', async (connectionBound) => {
    const realm = await startMit();
    const apache = await startGssapiApache({ realm, connectionBound });
    const certified = await startCertified({ realm, exchange: addressOfUrl(apache.url) });
    try {
      expect(await interleave(certified, 1000, seen)).toEqual([]);
    } finally {
      await certified.end();
      await apache.stop();
      await realm.stop();
    }
  });
});
