import { describe, expect, it } from 'vitest';
import { addressSet } from './addresses.ts';
import { clientOf } from './forwarded.ts';
import { headerLine } from '../../http/fields.ts';

const balancers = addressSet(['10.0.0.0/8', '2001:db8:b::/48']);
const behind = (...values: readonly string[]) =>
  clientOf(
    '10.0.0.1',
    values.map((value) => headerLine('X-Forwarded-For', value)),
    balancers,
  );

describe('the client behind a balancer', () => {
  it.each([
    [['203.0.113.9'], '203.0.113.9'],
    [[' 203.0.113.9\t'], '203.0.113.9'],
    [['203.0.113.9:1'], '203.0.113.9'],
    [['1.1.1.1, 203.0.113.9'], '203.0.113.9'],
    [['1.1.1.1, 203.0.113.9,10.0.0.7, 2001:db8:b::7'], '203.0.113.9'],
    [['1.1.1.1', '203.0.113.9', '10.0.0.7'], '203.0.113.9'],
    [['not an address, 203.0.113.9'], '203.0.113.9'],
    [['::ffff:203.0.113.9'], '203.0.113.9'],
    [['::ffff:10.0.0.9, 203.0.113.9, ::FFFF:10.0.0.9'], '203.0.113.9'],
    [['2001:DB8::9'], '2001:db8::9'],
    [['[2001:db8::9]'], '2001:db8::9'],
    [['[2001:db8::9]:443'], '2001:db8::9'],
    // Balancers all the way: the farthest of them asks for itself.
    [['10.0.0.3, 10.0.0.2'], '10.0.0.3'],
    [[], '10.0.0.1'],
    [[''], '10.0.0.1'],
  ])('%j is %s', (values, address) => {
    expect(behind(...values)).toEqual({ address, malformed: false });
  });

  it.each([
    'unknown',
    '_hidden',
    '203.0.113.9,',
    '203.0.113.9, ',
    '203.0.113',
    '203.0.113.256',
    '0xcb.0.113.9',
    '203.0.113.9:port',
    '203.0.113.9:123456',
    '[203.0.113.9',
    '2001:db8::9]:443',
    'fe80::1%eth0',
    '"203.0.113.9"',
    'for=203.0.113.9',
    '1.1.1.1, x, 10.0.0.7',
  ])('%j names nobody', (value) => {
    expect(behind(value)).toEqual({ address: '10.0.0.1', malformed: true });
  });

  it('is nobody else when the peer is no balancer', () => {
    const lines = [headerLine('X-Forwarded-For', '203.0.113.9')];
    expect(clientOf('192.0.2.1', lines, balancers).address).toBe('192.0.2.1');
    expect(clientOf('127.0.0.1', lines, addressSet([])).address).toBe('127.0.0.1');
  });
});
