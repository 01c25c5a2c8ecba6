import { describe, expect, test } from 'vitest';
import type { UserMatch } from './directory.ts';
import { device, directory } from './testing.ts';

const domains = { CONTOSO: 'contoso.test' };
const of = (...records: string[][]) =>
  directory(records.map((users, i) => device(`d${i}`, { users })));
const person = (name: string): UserMatch => ({ kind: 'person', person: name });

describe('aliases that stand together are one person', () => {
  test('through a chain of records, named by the first alias of the feed', () => {
    const people = of(['b@x.test', 'X\\b'], ['a@x.test'], ['a@x.test', 'X\\b']);
    for (const name of ['b@x.test', 'X\\b', 'a@x.test']) {
      expect(people.resolveUser(name, {})).toEqual(person('b@x.test'));
    }
    expect(people.devicesOf('b@x.test').map((each) => each.id)).toEqual(['d0', 'd1', 'd2']);
  });

  test('the table never joins: CONTOSO\\asmith and asmith@contoso.test may be two people', () => {
    const people = of(['ann@contoso.test', 'CONTOSO\\asmith'], ['asmith@contoso.test']);
    expect(people.resolveUser('CONTOSO\\asmith', domains)).toEqual(person('ann@contoso.test'));
    expect(people.resolveUser('asmith@contoso.test', domains)).toEqual(
      person('asmith@contoso.test'),
    );
  });

  test('a record of several is one device of one person', () => {
    expect(of(['a@x.test', 'b@x.test']).devicesOf('a@x.test')).toHaveLength(1);
  });
});

describe('a name as sent denotes', () => {
  const people = of(
    ['alice@contoso.test', 'CONTOSO\\al'],
    ['bob@contoso.test'],
    ['bob@fabrikam.test'],
    ['OLD\\carol'],
  );
  const table: [string, string, UserMatch['kind'], string?][] = [
    ['an alias of the feed', 'ALICE@contoso.test', 'person', 'alice@contoso.test'],
    ['a listed DOMAIN\\sam', 'contoso\\AL', 'person', 'alice@contoso.test'],
    ['DOMAIN\\sam by the table', 'CONTOSO\\alice', 'person', 'alice@contoso.test'],
    [
      'a UPN whose DOMAIN\\sam is listed, by the table',
      'al@contoso.test',
      'person',
      'alice@contoso.test',
    ],
    ['DOMAIN by the first label', 'FABRIKAM\\bob', 'person', 'bob@fabrikam.test'],
    ['DOMAIN written as DNS name', 'fabrikam.test\\bob', 'person', 'bob@fabrikam.test'],
    ['DOMAIN with the root of the DNS', 'FABRIKAM.TEST.\\bob', 'person', 'bob@fabrikam.test'],
    ['DOMAIN of the table, not by label', 'CONTOSO\\carol', 'unknown'],
    ['a bare name of one', 'alice', 'person', 'alice@contoso.test'],
    ['a bare sam', 'carol', 'person', 'old\\carol'],
    ['a bare name of two', 'bob', 'ambiguous'],
    ['a UPN of another suffix', 'alice@elsewhere.test', 'unknown'],
    ['a DOMAIN nobody has', 'NOWHERE\\alice', 'unknown'],
    ['nobody', 'zoe@contoso.test', 'unknown'],
    ['a SID', 'S-1-5-21-1-2-3', 'ambiguous'],
    ['nothing', ' ', 'unreadable'],
  ];
  test.each(table)('%s', (_what, name, kind, whom) => {
    const match = people.resolveUser(name, domains);
    expect(match.kind).toBe(kind);
    if (whom !== undefined) expect(match).toEqual(person(whom));
  });

  test('the exact alias before any other form', () => {
    const both = of(['x@a.test', 'sam'], ['sam@b.test']);
    expect(both.resolveUser('sam', {})).toEqual(person('x@a.test'));
  });

  test('one person under several domains is not ambiguous', () => {
    expect(of(['bob@a.test', 'bob@b.test']).resolveUser('bob', {}).kind).toBe('person');
  });
});

describe('an unknown name tells whom Exchange may take it for', () => {
  const people = of(['bjorn@contoso.test'], ['bob@contoso.test', 'bob@x.test']);
  test.each([
    ['bjørn@contoso.test', ['bjorn@contoso.test']],
    ['bjorn＠contoso.test', ['bjorn@contoso.test']],
    ['bjorn@corp.contoso.test', ['bjorn@contoso.test']],
    ['NETBIOS\\bob', ['bob@contoso.test']],
    ['zoe@contoso.test', []],
  ])('%s', (name, lookalikes) => {
    expect(people.resolveUser(name, {})).toEqual({ kind: 'unknown', lookalikes });
  });
});

test('100,000 users that are chained into one are joined in linear time', () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => [`u${i}@x.test`, `u${i + 1}@x.test`]);
  const people = of(...chain.reverse());
  expect(people.resolveUser('u0', {}).kind).toBe('person');
  expect(people.devicesOf('u99999@x.test')).toHaveLength(100_000);
}, 60_000);
