/** No key, password or ticket in what is given out, logged or said. */
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { spn, withDouble } from './testing/double-client.ts';
import { otherKey } from './testing/kdc-double.ts';
import { keytabWith } from './testing/made.ts';
import { value } from './testing/outcomes.ts';

const forms = (bytes: Buffer): string[] => [
  bytes.toString('hex'),
  bytes.toString('base64'),
  bytes.toJSON().data.join(','),
];

it('shows nothing of a ticket, its key or the secret behind it', async () => {
  const logged: unknown[] = [];
  const note = (...words: unknown[]): void => void logged.push(words);
  const log = { info: note, warn: note, error: note };
  const { client, kdc } = await withDouble({
    options: { log },
    kdcNow: () => Date.now() + 400_000,
  });
  const ticket = value(await client.ticket('alice@ex.test', spn));
  const token = value(client.token(ticket, null));
  const steps = await client.trial('alice@ex.test', spn);
  const answers = ['Negotiate', 'Negotiate oRQwEqADCgEB', null].map((text) => token.verify(text));
  expect(logged).not.toHaveLength(0);
  const shown = [ticket, client, steps, answers, logged, { verify: token.verify }]
    .flatMap((each) => [JSON.stringify(each), inspect(each, { depth: 9, showHidden: true })])
    .join('\n');
  // Session keys and keys of the account are of one repeated byte in the double.
  for (const fill of [1, 2, 3, 4, 5, 6]) {
    for (const form of forms(Buffer.alloc(8, fill))) expect(shown).not.toContain(form);
  }
  const [message] = kdc.seen.slice(-1);
  for (const form of forms(message!.bytes.subarray(200, 212))) expect(shown).not.toContain(form);
});

it.each([
  ['a password', { kind: 'password', read: async () => 'Pa55-word-here' }],
  [
    'a keytab',
    {
      kind: 'keytab',
      read: async () => keytabWith(Buffer.from('0123456789abcdef0123456789abcdef')),
    },
  ],
  ['a file that is no keytab', { kind: 'keytab', read: async () => Buffer.from('Pa55-word-here') }],
  [
    'a keytab cut short',
    { kind: 'keytab', read: async () => keytabWith(Buffer.alloc(32, 0x41)).subarray(0, 60) },
  ],
] as const)('says nothing of %s that is wrong', async (_what, secret) => {
  const { client } = await withDouble({ settings: { secret } });
  const outcome = await client.ticket('alice@ex.test', spn);
  expect(outcome.ok).toBe(false);
  const said = JSON.stringify([outcome, await client.trial('alice@ex.test', spn)]);
  expect(said).not.toMatch(/Pa55|0123456789abcdef|AAAAAA/);
});

it('a key itself is silent', () => {
  expect(JSON.stringify(otherKey)).toBe('{"enctype":18}');
  expect(inspect(otherKey, { showHidden: true })).not.toContain('09');
});
