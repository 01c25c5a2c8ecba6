import { describe, expect, test } from 'vitest';
import { parseDomain, serviceAccount, targetSpn } from './kcd-values.ts';

describe('a domain with its controller', () => {
  test.each([
    ['EX.TEST dc1.ex.test', { realm: 'EX.TEST', host: 'dc1.ex.test', port: 88 }],
    ['  EX-2.TEST\tdc1:1088 ', { realm: 'EX-2.TEST', host: 'dc1', port: 1088 }],
    ['EX.TEST 10.1.2.3', { realm: 'EX.TEST', host: '10.1.2.3', port: 88 }],
  ])('%s', (text, expected) => {
    expect(parseDomain(text)).toEqual({ realm: expected.realm, controller: expected });
  });

  test('alone: DNS says where its controllers are', () => {
    expect(parseDomain(' EX.TEST ')).toEqual({ realm: 'EX.TEST', controller: null });
  });

  test.each([
    ['', 'is neither'],
    ['EX.TEST dc1 dc2', 'is neither'],
    ['ex.test', 'upper case'],
    ['ex.test dc1', 'upper case'],
    ['EX..TEST dc1', 'upper case'],
    ['EX.TEST dc1/x', 'no host name'],
    ['EX.TEST user@dc1', 'no host name'],
    ['EX.TEST dc1:0', 'port'],
    ['EX.TEST dc1:65536', 'port'],
  ])('%j is none', (text, reason) => {
    expect(parseDomain(text)).toContain(reason);
  });
});

test.each([
  ['HTTP/mail.ex.test', true],
  ['http/mail', true],
  [null, true],
  ['mail.ex.test', false],
  ['HTTP/', false],
  ['HTTP/mail.ex.test:443', false],
  ['HTTP/mail.ex.test@EX.TEST', false],
  ['HTTP/-mail', false],
])('target SPN %j', (value, ok) => {
  expect(targetSpn.safeParse(value).success).toBe(ok);
});

test.each([
  ['svc-proxy', true],
  ['SVC_awseg', true],
  ['HTTP/proxy.ex.test', true],
  ['gate$', true],
  ['EX\\svc', false],
  ['svc@ex.test', false],
  ['a b', false],
  ['', false],
  ['/x', false],
  ['a\u0000', false],
])('account %j', (value, ok) => {
  expect(serviceAccount.safeParse(value).success).toBe(ok);
});
