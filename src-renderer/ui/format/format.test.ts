import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration } from './duration.ts';
import { formatBytes, formatCount, formatMilliseconds, formatRate, formatShare } from './number.ts';
import { formatFullInstant, formatTime } from './time.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [3.42, '3.4'],
    [9.94, '9.9'],
    [9.96, '10'],
    [182.4, '182'],
    [12410, '12,410'],
  ])('rate %d', (value, shown) => expect(formatRate(value)).toBe(shown));

  it.each([
    [0, '0 ms'],
    [0.01, '<0.1 ms'],
    [0.62, '0.6 ms'],
    [84.2, '84 ms'],
    [999.6, '1.0 s'],
    [30_000, '30 s'],
  ])('milliseconds %d', (value, shown) => expect(formatMilliseconds(value)).toBe(shown));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1400, '1.4 KB'],
    [999_600, '1.0 MB'],
    [5e15, '5,000 TB'],
  ])('bytes %d', (value, shown) => expect(formatBytes(value)).toBe(shown));

  it('counts and shares', () => {
    expect(formatCount(48112)).toBe('48,112');
    expect(formatShare(0.004)).toBe('0.4 %');
  });
});

describe('durations', () => {
  it.each([
    [-3, '0 ms'],
    [0.2, '200 ms'],
    [45.9, '45 s'],
    [60, '1 min'],
    [26 * 60 + 59, '26 min'],
    [3600, '1 h'],
    [9 * 3600 + 12 * 60, '9 h 12 min'],
    [3 * 86400 + 4 * 3600, '3 d 4 h'],
    [212 * 86400 + 5000, '212 d'],
  ])('%d s', (seconds, shown) => expect(formatDuration(seconds)).toBe(shown));

  it('ages', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    expect(formatAgo(new Date('2026-11-22T09:34:00Z'), now)).toBe('26 min ago');
    expect(formatAgo(new Date('2026-11-22T09:59:58Z'), now)).toBe('just now');
    expect(formatAgo(new Date('2026-11-22T10:01:00Z'), now)).toBe('just now');
  });
});

describe('instants', () => {
  const zone = 'Europe/Berlin';
  const now = new Date('2026-11-22T10:00:00Z');
  const time = (at: string, form: Parameters<typeof formatTime>[1]) =>
    formatTime(new Date(at), form, now, zone);

  it('leaves the day out today only, by the local day', () => {
    expect(time('2026-11-22T09:02:41.318Z', 'log')).toBe('10:02:41.318');
    expect(time('2026-11-22T09:02:41.318Z', 'clock')).toBe('10:02');
    expect(time('2026-11-21T23:30:00Z', 'clock')).toBe('00:30');
    expect(time('2026-11-21T22:30:00Z', 'seconds')).toBe('21 Nov 23:30:00');
    expect(time('2025-11-21T22:30:00Z', 'clock')).toBe('21 Nov 2025 23:30');
    expect(time('2026-11-22T09:02:41Z', 'dateTime')).toBe('22 Nov 10:02');
    expect(time('2026-11-22T09:02:41Z', 'date')).toBe('22 Nov 2026');
  });

  it('has the full instant for hovering', () => {
    const full = formatFullInstant(new Date('2026-11-22T09:02:41.318Z'), zone);
    expect(full).toContain('Sunday');
    expect(full).toContain('10:02:41.318');
    expect(full).toMatch(/(GMT|UTC)\+1/);
    expect(full).toContain('(2026-11-22T09:02:41.318Z)');
  });

  it('says nothing of what is no instant', () => {
    expect(formatTime(new Date('x'), 'clock', now)).toBe('');
    expect(formatFullInstant(new Date('x'))).toBe('');
  });
});
