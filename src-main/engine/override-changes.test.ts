import { expect, test } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import type { Result } from '../../src-shared/errors.ts';
import { withOverride } from '../compliance/overrides-file.ts';
import { replacedBy, without } from './override-changes.ts';

const now = new Date('2026-03-10T12:00:00Z');
const valueOf = (result: Result<readonly Override[]>) => (result.ok ? result.value : null);
const wish = { device: 'D1', user: 'alice@contoso.test' };
const made = (action: Override['action'], more: Partial<Override> = {}): Override => ({
  ...{ device: 'D1', user: 'alice@contoso.test', action, at: '2026-03-01T00:00:00Z' },
  ...{ until: null, note: 'lost and found', by: 'admin', ...more },
});

test('undoing a block puts back the allow that it had replaced, with its own instant', () => {
  const before = [made('allow'), made('block', { user: null }), made('allow', { device: 'D2' })];
  const block = made('block', { at: now.toISOString() });
  const replaced = replacedBy(before, block, now);
  expect(replaced).toEqual(made('allow'));
  const after = without(withOverride(before, block), {
    ...wish,
    instead: replaced,
    made: block.at,
  });
  expect(new Set(valueOf(after))).toEqual(new Set(before));
});

test('undoing one for whoever uses the device leaves those of its users alone', () => {
  const before = [made('allow')];
  const block = made('block', { user: null, at: now.toISOString() });
  expect(replacedBy(before, block, now)).toBeNull();
  const blocked = withOverride(before, block);
  const nobody = { device: 'D1', user: null };
  expect(valueOf(without(blocked, { ...nobody, instead: null, made: block.at }))).toEqual(before);
  expect(valueOf(without(blocked, nobody))).toEqual([]);
});

test('undoing what is not there any more changes nothing, and says what is there now', () => {
  const mine = made('block', { at: '2026-03-10T11:00:00Z' });
  const undo = { ...wish, instead: made('allow'), made: mine.at };
  const theirs = made('block', { at: '2026-03-10T11:30:00Z', by: 'another' });
  const of = (present: readonly Override[]) => {
    const result = without(present, undo);
    return result.ok ? [] : result.problems;
  };
  expect(of([theirs])).toMatchObject([
    {
      code: 'OVERRIDE_CHANGED',
      message: expect.stringContaining('now another has decided: block'),
    },
  ]);
  expect(of([made('allow', { device: 'D2' })])).toMatchObject([
    { code: 'OVERRIDE_CHANGED', message: expect.stringContaining('in force no more') },
  ]);
  // Two hands at once: which of the two is to go, nobody said.
  expect(of([mine, theirs])).toMatchObject([{ code: 'OVERRIDE_CHANGED' }]);
  expect(of([{ ...mine, at: '2026-03-10T12:00:00+01:00' }])).toEqual([]);
});

test('one that has ended is nothing to put back', () => {
  const ended = made('allow', { until: '2026-03-10T11:59:59Z' });
  expect(replacedBy([ended], made('block'), now)).toBeNull();
});
