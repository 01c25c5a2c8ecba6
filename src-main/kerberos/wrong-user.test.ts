/** The wrong-user guard: no ticket for anybody but the user that was asked for, whatever a KDC, or somebody in its place, says. */
import { describe, expect, it } from 'vitest';
import { spn, withDouble } from './testing/double-client.ts';
import { account, otherKey } from './testing/kdc-double.ts';
import { upnInfo } from './testing/made.ts';
import type { Asked, Bends, Reply } from './testing/kdc-double.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';

const alice = 'alice@ex.test';
const name = (text: string, type = 10) => ({ type, components: text.split('/') });
const inStep =
  (step: Asked, change: Partial<Reply>): NonNullable<Bends['reply']> =>
  (reply, asked) =>
    asked === step ? { ...reply, ...change } : reply;
const named = (text: string, type = 10): Partial<Reply> => ({
  client: name(text, type),
  ticketClient: name(text, type),
});

async function ask(reply: NonNullable<Bends['reply']>, upn = alice) {
  const { client, kdc } = await withDouble({ bends: { reply } });
  return { outcome: await client.ticket(upn, spn), kdc };
}

it('takes the honest answer', async () => {
  const { client } = await withDouble();
  expect(value(await client.ticket(alice, spn))).toMatchObject({ upn: alice, spn });
});

describe('refuses, and asks for no ticket for Exchange', () => {
  it.each<[string, Partial<Reply>]>([
    ['a ticket for the account itself', { client: account, ticketClient: account }],
    ['the same in other letters', named('SVC-Proxy', 1)],
    ['a ticket for the account, with the user in the clear', { ticketClient: account }],
    ['a ticket for somebody else', named('mallory@ex.test')],
    [
      'a ticket for somebody else, with the user in the clear',
      { ticketClient: name('mallory@ex.test') },
    ],
    ['the name in the clear of somebody else', { client: name('mallory@ex.test') }],
    ['an account name where the UPN has another suffix', named('bob', 1)],
    ['a name of several parts', named('alice@ex.test/admin')],
    ['a user of another realm under the same name', { ...named(alice), clientRealm: 'EVIL.TEST' }],
    [
      'the same, with the right UPN in the PAC',
      { ...named(alice), clientRealm: 'EVIL.TEST', authorization: upnInfo(alice, 'EX.TEST') },
    ],
    [
      'the UPN of somebody else in the PAC',
      { authorization: upnInfo('mallory@ex.test', 'EX.TEST') },
    ],
    [
      'the account of somebody else in the PAC',
      { authorization: upnInfo('m@corp.example', 'EX.TEST', 'mallory') },
    ],
  ])('%s', async (_what, change) => {
    const { outcome, kdc } = await ask(inStep('impersonate', change));
    expect(codeOf(outcome)).toBe('WRONG_USER');
    expect(kdc.seen.map(({ asked }) => asked)).toEqual(['log-on', 'impersonate']);
  });

  it.each<[string, Partial<Reply>, string]>([
    ['a ticket that is sealed with another key', { ticketKey: otherKey }, 'PASSWORD_WRONG'],
    ['a ticket of another reply', { ticketSessionKey: otherKey }, 'REPLY_NOT_GENUINE'],
    [
      'a ticket sealed with RC4, which nobody here can open',
      { ticketEnctype: 23 },
      'NO_COMMON_ENCTYPE',
    ],
    ['a PAC that points outside itself', { authorization: brokenPac() }, 'REPLY_MALFORMED'],
  ])('%s', async (_what, change, code) => {
    const { outcome, kdc } = await ask(inStep('impersonate', change));
    expect(codeOf(outcome)).toBe(code);
    expect(kdc.seen.map(({ asked }) => asked)).not.toContain('delegate');
  });
});

function brokenPac(): Buffer {
  const authorization = upnInfo('alice@ex.test', 'EX.TEST');
  const at = authorization.indexOf(Buffer.from('alice', 'utf16le')) - 20;
  authorization.writeUInt16LE(0xffff, at + 2);
  return authorization;
}

it.each<[string, string, Partial<Reply>]>([
  ['the UPN in other letters', 'Alice@EX.test', named(alice)],
  ['its account name, where the suffix is the realm', alice, named('alice', 1)],
  [
    'the account name with a PAC that has the UPN',
    'robert.smith@corp.example',
    { ...named('bob', 1), authorization: upnInfo('robert.smith@corp.example', 'EX.TEST', 'bob') },
  ],
  [
    'a UPN made of account name and domain, beside the one in the PAC',
    'bob@ex.test',
    { ...named('bob', 1), authorization: upnInfo('robert.smith@corp.example', 'EX.TEST', 'bob') },
  ],
])('knows the user by %s', async (_what, upn, change) => {
  const { outcome } = await ask(
    (reply, asked) => (asked === 'log-on' ? reply : { ...reply, ...change }),
    upn,
  );
  expect(codeOf(outcome)).toBe('fine');
});

it('refuses a ticket for Exchange that is said to be for somebody else', async () => {
  const { outcome } = await ask(inStep('delegate', { client: name('mallory@ex.test') }));
  expect(failure(outcome)).toMatchObject({ code: 'WRONG_USER', step: 'delegate' });
});

it.each([
  '',
  'alice',
  '@ex.test',
  'alice@',
  'a@b@c',
  'ali ce@ex.test',
  'alice@ex.test\u0000',
  'alice\u202e@ex.test',
  `${'a'.repeat(1100)}@x`,
])('asks for nobody by the name %j', async (upn) => {
  const { client, kdc } = await withDouble();
  expect(codeOf(await client.ticket(upn, spn))).toBe('NAME_UNUSABLE');
  expect(kdc.seen.map(({ asked }) => asked)).not.toContain('impersonate');
});
