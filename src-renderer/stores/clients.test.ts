// @vitest-environment jsdom
import { expect, it } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { override, undo, useClients } from './clients.ts';

const target = { device: 'D1', user: 'alice@contoso.test' };
const terms = { until: null, note: null };
const allowed: Override = {
  ...{ ...target, ...terms, action: 'allow', at: '2026-03-01T00:00:00Z', by: 'admin' },
};
const made: Override = { ...allowed, action: 'block', at: '2026-03-02T00:00:00Z' };

it.each([
  ['what was there before', allowed],
  ['nothing', null],
])('undo puts back %s', async (_name, replaced) => {
  const { called } = fakeBridge({
    override: () => ({ ok: true, value: { override: made, replaced, cut: 1, warnings: [] } }),
    unset: () => ({ ok: true, value: { removed: 1, cut: 0, warnings: [] } }),
    blocked: () => ({ ok: true, value: [] }),
  });
  await override(target, 'block');
  const { done } = useClients.getState();
  if (done === null) throw new Error('nothing to undo');
  await undo(done);
  expect(called.find(({ name }) => name === 'unset')?.params).toEqual({
    ...target,
    instead: replaced,
  });
  expect(useClients.getState().done).toMatchObject({ action: 'unset', replaced: null });
});
