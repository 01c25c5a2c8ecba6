// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import { problem } from '../../src-shared/errors.ts';
import { text } from '../text/text.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { dismissDone, loadClients, override, undo, unset, useClients } from './clients.ts';

const target = { device: 'D1', user: 'alice@contoso.test' };
const terms = { until: null, note: null };
const allowed: Override = {
  ...{ ...target, ...terms, action: 'allow', at: '2026-03-01T00:00:00Z', by: 'admin' },
};
beforeEach(() => useClients.setState(useClients.getInitialState(), true));

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
    made: made.at,
  });
  expect(useClients.getState().done).toMatchObject({ action: 'unset', replaced: null });
});

describe('an action that does not work', () => {
  const why = [problem('OVERRIDE_UNKNOWN', 'no such device')];
  const done = {
    ...target,
    action: 'block',
    replaced: null,
    at: made.at,
    cut: 0,
    warnings: [],
  } as const;

  it('says so until something else is done, and nothing of an earlier one stands there', async () => {
    useClients.setState({ done });
    fakeBridge({
      override: () => ({ ok: false, problems: why }),
      blocked: () => ({ ok: true, value: [] }),
    });
    expect(await override({ device: 'D2', user: null }, 'block')).toBe(false);
    await loadClients();
    expect(useClients.getState()).toMatchObject({ orderFailure: why, done: null });
    dismissDone();
    expect(useClients.getState().orderFailure).toBeNull();
  });

  it('leaves nothing of an earlier one while it is under way', () => {
    useClients.setState({ done, orderFailure: why });
    fakeBridge({ unset: () => new Promise(() => undefined) });
    void unset(target);
    expect(useClients.getState()).toMatchObject({ orderFailure: null, done: null });
  });
});

it('a reading that fails says so until the next good one, and hides no outcome', async () => {
  const why = [problem('CHANNEL', 'no answer')];
  const orderFailure = [problem('OVERRIDE_UNKNOWN', 'no such device')];
  useClients.setState({ orderFailure });
  fakeBridge({ blocked: () => ({ ok: false, problems: why }) });
  await loadClients();
  expect(useClients.getState()).toMatchObject({ readFailure: why, orderFailure });
  fakeBridge({ blocked: () => ({ ok: true, value: [] }) });
  await loadClients();
  expect(useClients.getState()).toMatchObject({ readFailure: null, orderFailure });
});

it('an outcome names the device, and the user if it is about one', () => {
  const { allowedDone, blockedDone } = text.logPage;
  expect(blockedDone('9F3A', 'alice@corp.example')).toBe(
    'Device 9F3A of alice@corp.example is blocked.',
  );
  expect(allowedDone('9F3A', null)).toBe('Device 9F3A is allowed.');
  expect(text.clientsPage.undone('9F3A', 'alice@corp.example')).toBe(
    'The decision about device 9F3A of alice@corp.example is taken back.',
  );
});
