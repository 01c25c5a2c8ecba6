/** What a trusted notification service may do (ADR 31): the rules of `compliance.ens`, and Unsubscribe. */
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { EnsRules, Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import {
  alice,
  device,
  directory,
  eas,
  ens,
  ews,
  now,
  override,
  policies,
  wiped,
} from './testing.ts';

const known = directory([device('good'), device('lost', wiped)]);
const rules = (change: Partial<EnsRules>): Pick<Policies, 'rules'> => ({
  rules: { ...noRules, ens: { ...noRules.ens, ...change } },
});
const made = (more: Partial<Identity> = {}, ids: readonly string[] = ['good']): Identity =>
  ens(alice, ids, { operation: 'GetItem', userAgent: 'ENS/2.0', ...more });
const asked = (identity: Identity, change: Partial<EnsRules>, more: Partial<Policies> = {}) =>
  decide(identity, known, policies({ ...rules(change), ...more }), now);
const said = (identity: Identity, change: Partial<EnsRules>): string =>
  asked(identity, change).reason;

describe('operations', () => {
  const some = { operations: ['GetItem', 'Subscribe'] };
  test.each<[string, string, Partial<Identity>]>([
    ['one of the list', 'COMPLIANT', { operation: 'Subscribe' }],
    ['another one', 'ENS_OPERATION', { operation: 'DeleteItem' }],
    ['in another spelling', 'ENS_OPERATION', { operation: 'getitem' }],
    ['not known yet', 'COMPLIANT', { operation: null }],
    ['from anybody else', 'COMPLIANT', { operation: 'DeleteItem', fromEns: false }],
  ])('%s: %s', (_what, reason, more) => {
    expect(said(made(more), some)).toBe(reason);
  });

  test('an empty list restricts nothing', () => {
    expect(said(made({ operation: 'DeleteItem' }), {})).toBe('COMPLIANT');
  });

  test('the step says which one, before any device is looked at', () => {
    const decision = asked(made({ operation: 'DeleteItem' }, ['lost']), some);
    expect(decision.trace.at(-1)).toEqual({
      ...{ step: 'notification service', outcome: 'block', ageSeconds: null },
      data: { operation: 'DeleteItem' },
    });
    expect(decision.trace).toHaveLength(2);
    expect(decision.devices).toEqual([{ id: 'lost', verdict: 'blocked', reason: 'ENS_OPERATION' }]);
  });
});

describe('User-Agents', () => {
  const some = { userAgents: ['ens/*', 'Boxer'] };
  test.each<[string, string, Partial<Identity>]>([
    ['one of the list, in any case', 'COMPLIANT', {}],
    ['another one', 'ENS_USER_AGENT', { userAgent: 'curl/8' }],
    ['none', 'ENS_USER_AGENT', { userAgent: null }],
    [
      'another one, before the body is looked at',
      'ENS_USER_AGENT',
      { userAgent: 'x', operation: null },
    ],
    ['of anybody else', 'COMPLIANT', { userAgent: 'curl/8', fromEns: false }],
  ])('%s: %s', (_what, reason, more) => {
    expect(said(made(more), some)).toBe(reason);
  });

  test('the step says which one', () => {
    const step = asked(made({ userAgent: null }), some).trace.at(-1);
    expect(step).toMatchObject({ step: 'notification service', data: { userAgent: null } });
    expect(asked(made({ userAgent: 'curl' }), some).trace.at(-1)?.data).toEqual({
      userAgent: 'curl',
    });
  });

  test('one that is not said fits no name', () => {
    expect(said(made({ userAgent: null }), { userAgents: ['x'] })).toBe('ENS_USER_AGENT');
    expect(said(made({ userAgent: null }), { userAgents: ['*'] })).toBe('COMPLIANT');
  });

  test('a question about a user is no request of ENS', () => {
    expect(said(ens(alice, ['good']), { ...some, operations: ['X'] })).toBe('COMPLIANT');
  });
});

describe('hosts of notifications', () => {
  const some = { webhookHosts: ['ens.test', '*.push.test'] };
  test.each<[string, string | null | undefined, string]>([
    ['no push subscription', undefined, 'COMPLIANT'],
    ['one of the list', 'ens.test', 'COMPLIANT'],
    ['below a name', 'a.b.push.test', 'COMPLIANT'],
    ['the name itself', 'push.test', 'ENS_WEBHOOK'],
    ['a name that ends alike', 'evilpush.test', 'ENS_WEBHOOK'],
    ['below one that is named alone', 'a.ens.test', 'ENS_WEBHOOK'],
    ['an address that cannot be read', null, 'ENS_WEBHOOK'],
  ])('%s', (_what, webhookHost, reason) => {
    expect(said(made({ operation: 'Subscribe', webhookHost }), some)).toBe(reason);
  });

  test('an empty list restricts nothing, not even what cannot be read', () => {
    expect(said(made({ webhookHost: null }), {})).toBe('COMPLIANT');
  });

  test('the step names the host and nothing else of the address', () => {
    const told = (webhookHost: string | null) => asked(made({ webhookHost }), some).trace.at(-1);
    expect(told('evil.test')?.data).toEqual({ webhookHost: 'evil.test' });
    expect(told(null)).toMatchObject({ step: 'notification service', data: { webhookHost: null } });
  });
});

describe('Unsubscribe', () => {
  const on = { unsubscribePasses: true };
  const ends = (more: Partial<Identity> = {}, ids = ['lost']) =>
    made({ operation: 'Unsubscribe', ...more }, ids);

  test('passes for a blocked mailbox; its devices stay blocked, and the trace says why', () => {
    const decision = asked(ends(), on);
    expect(decision).toMatchObject({
      verdict: 'allowed',
      reason: 'ENS_UNSUBSCRIBE',
      decidedBy: 'unsubscribe',
    });
    expect(decision.devices).toEqual([{ id: 'lost', verdict: 'blocked', reason: 'DEVICE_WIPED' }]);
    expect(decision.trace.slice(-2).map(({ step, outcome }) => [step, outcome])).toEqual([
      ['enrollment', 'block'],
      ['unsubscribe', 'allow'],
    ]);
    expect(decision.trace.at(-1)?.data).toEqual({
      operation: 'Unsubscribe',
      blockedFor: 'DEVICE_WIPED',
    });
  });

  test.each<[string, Identity, string]>([
    ['a mailbox that passes', ends({}, ['good']), 'COMPLIANT'],
    ['an unknown user', ends({ user: 'carol@contoso.test' }, []), 'ENS_UNSUBSCRIBE'],
    ['who may not act for the mailbox', ends({ mailbox: 'carol@contoso.test' }), 'ENS_UNSUBSCRIBE'],
    ['another operation', ends({ operation: 'GetItem' }), 'DEVICE_WIPED'],
    ['not known yet', ends({ operation: null }), 'DEVICE_WIPED'],
    ['anybody else', ews(alice, { operation: 'Unsubscribe' }), 'COMPLIANT'],
    ['ActiveSync', eas(alice, 'lost', { operation: 'Unsubscribe', fromEns: true }), 'DEVICE_WIPED'],
    ['nobody', ends({ user: null }), 'NO_IDENTITY'],
  ])('%s', (_what, identity, reason) => {
    expect(said(identity, on)).toBe(reason);
  });

  test('not from anybody else', () => {
    const blocked = directory([device('lost', wiped)]);
    const decision = decide(
      ews(alice, { operation: 'Unsubscribe' }),
      blocked,
      policies(rules(on)),
      now,
    );
    expect(decision.reason).toBe('DEVICE_WIPED');
  });

  test('a block by an administrator does not keep the subscription alive', () => {
    const over = directory([device('good')], [override('block', 'good')]);
    const decision = decide(ends({}, ['good']), over, policies(rules(on)), now);
    expect(decision.reason).toBe('ENS_UNSUBSCRIBE');
  });

  test('not by setting, and not against the list of operations', () => {
    expect(said(ends(), { unsubscribePasses: false })).toBe('DEVICE_WIPED');
    expect(said(ends(), { ...on, operations: ['GetItem'] })).toBe('ENS_OPERATION');
  });

  test('in test mode it is allowed, and would not be blocked', () => {
    expect(asked(ends(), on, { mode: 'test' })).toMatchObject({
      verdict: 'allowed',
      reason: 'ENS_UNSUBSCRIBE',
    });
  });

  test('who named no device gets none', () => {
    const over = directory([device('a', wiped), device('b', wiped)]);
    const decision = decide(ends({}, []), over, policies(rules(on)), now);
    expect(decision.devices.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['a', 'blocked'],
      ['b', 'blocked'],
    ]);
  });
});
