import { expect, test } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import { withOverride } from '../compliance/overrides-file.ts';
import { replacedBy, without } from './override-changes.ts';

const now = new Date('2026-03-10T12:00:00Z');
const made = (action: Override['action'], more: Partial<Override> = {}): Override => ({
  ...{ device: 'D1', user: 'alice@contoso.test', action, at: '2026-03-01T00:00:00Z' },
  ...{ until: null, note: 'lost and found', by: 'admin', ...more },
});

test('undoing a block puts back the allow that it had replaced, with its own instant', () => {
  const before = [made('allow'), made('block', { user: null }), made('allow', { device: 'D2' })];
  const block = made('block', { at: now.toISOString() });
  const replaced = replacedBy(before, block, now);
  expect(replaced).toEqual(made('allow'));
  const after = without(withOverride(before, block), { ...block, instead: replaced });
  expect(new Set(after)).toEqual(new Set(before));
});

test('undoing one for whoever uses the device leaves those of its users alone', () => {
  const before = [made('allow')];
  const block = made('block', { user: null, at: now.toISOString() });
  expect(replacedBy(before, block, now)).toBeNull();
  const blocked = withOverride(before, block);
  expect(without(blocked, { ...block, instead: null })).toEqual(before);
  expect(without(blocked, { device: 'D1', user: null })).toEqual([]);
});

test('one that has ended is nothing to put back', () => {
  const ended = made('allow', { until: '2026-03-10T11:59:59Z' });
  expect(replacedBy([ended], made('block'), now)).toBeNull();
});
