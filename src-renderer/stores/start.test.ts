// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GatewayView, WindowParams } from '../../src-shared/contract/window.ts';
import type { ComplianceMode } from '../../src-shared/settings/in-force.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { useGateway } from './gateway.ts';
import { openLog, useLog } from './log.ts';
import { startStores } from './start.ts';

const running = (mode: ComplianceMode) =>
  ({
    kind: 'running',
    status: { generation: 1, pending: [], mode, lastRestart: null },
  }) as unknown as GatewayView;

function started() {
  const nothing = { ok: false as const, problems: [] };
  const bridge = fakeBridge({
    facts: () => nothing,
    settings: () => nothing,
    blocked: () => nothing,
    outages: () => nothing,
    followLog: () => ({ ok: true, value: {} }),
    events: () => ({ ok: true, value: [] }),
  });
  startStores();
  const asked = () =>
    bridge.called
      .filter(({ name }) => name === 'events')
      .map(({ params }) => (params as WindowParams<'events'>).filter.verdict);
  return { ...bridge, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  useGateway.setState(useGateway.getInitialState(), true);
  useLog.setState(useLog.getInitialState(), true);
});
afterEach(() => vi.useRealTimers());

it('asks the log again when the mode becomes another: other rows are what one looks for', () => {
  const { emit, asked } = started();
  emit('gateway', running('test'));
  openLog();
  expect(asked()).toEqual(['would-block']);
  emit('gateway', running('test'));
  expect(asked()).toHaveLength(1);
  emit('gateway', running('enforce'));
  expect(asked()).toEqual(['would-block', 'blocked']);
});

it('asks the log again when it was opened before the mode was known', () => {
  const { emit, asked } = started();
  openLog();
  emit('gateway', { kind: 'starting' });
  expect(asked()).toEqual(['blocked']);
  emit('gateway', running('test'));
  expect(asked()).toEqual(['blocked', 'would-block']);
});

it('asks nothing while no log is open, or all requests are shown in it', () => {
  const { emit, asked } = started();
  emit('gateway', running('test'));
  expect(asked()).toEqual([]);
  useLog.setState({ open: true, blockedOnly: false });
  emit('gateway', running('enforce'));
  expect(asked()).toEqual([]);
});
