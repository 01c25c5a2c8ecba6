/** What the policies cost: nothing is compiled or looked up anew for each request (ADR 29). */
import { expect, test } from 'vitest';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { ComplianceRules } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { Directory } from './directory.ts';
import { never } from './testing-policies.ts';
import { alice, bob, device, directory, eas, now, policies } from './testing.ts';

/** Notes each name that it is asked for. */
function noting(asked: string[]): Directory {
  const real = directory([device('a')]);
  const resolveUser: Directory['resolveUser'] = (name, domains) => {
    asked.push(name);
    return real.resolveUser(name, domains);
  };
  return { ...real, resolveUser };
}

test('the lists of a generation are compiled once', () => {
  const read: string[] = [];
  const rules: ComplianceRules = {
    ...noRules,
    get mailClients() {
      read.push('mail clients');
      return never('Boxer*');
    },
    get models() {
      read.push('models');
      return never('iOS: iPhone 3*');
    },
  };
  const decideOnce = (): readonly string[] => {
    read.length = 0;
    const { reason } = decide(eas(alice, 'a'), directory([device('a')]), policies({ rules }), now);
    expect(reason).toBe('COMPLIANT');
    return [...new Set(read)];
  };
  expect(decideOnce()).toEqual(['mail clients', 'models']);
  expect(decideOnce()).toEqual([]);
});

test('a list of users is looked up once for each directory and each table of domains', () => {
  const rules = { ...noRules, users: never(bob) };
  const inForce = policies({ rules });
  const asked: string[] = [];
  const lookups = (over: Directory, of = inForce): number => {
    asked.length = 0;
    expect(decide(eas(alice, 'a'), over, of, now).reason).toBe('COMPLIANT');
    return asked.filter((name) => name === bob).length;
  };
  const first = noting(asked);
  expect([lookups(first), lookups(first)]).toEqual([1, 0]);
  expect(lookups(noting(asked))).toBe(1);
  expect(lookups(first, policies({ rules, domains: { X: 'x.test' } }))).toBe(1);
});
