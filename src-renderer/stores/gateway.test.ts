// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GatewayView } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { assumedFor, reported, restart, useGateway } from './gateway.ts';

const first = useGateway.getInitialState();

beforeEach(() => {
  vi.useFakeTimers();
  useGateway.setState(first, true);
});
afterEach(() => vi.useRealTimers());

it('assumes at once, and says what the restart cost', async () => {
  fakeBridge({
    restart: async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { ok: true, value: { generation: 2, durationMs: 200, failed: 0 } };
    },
  });
  const done = restart();
  expect(useGateway.getState().assumed).toBe('restarting');
  await vi.advanceTimersByTimeAsync(200);
  await done;
  expect(useGateway.getState()).toMatchObject({
    assumed: null,
    outcome: { kind: 'restarted', report: { durationMs: 200, failed: 0 } },
  });
});

it('falls back to what was reported when nobody confirms', async () => {
  fakeBridge({ restart: () => new Promise(() => undefined) });
  void restart();
  await vi.advanceTimersByTimeAsync(assumedFor);
  expect(useGateway.getState()).toMatchObject({ assumed: null, outcome: { kind: 'late' } });
});

it('keeps the reason of a restart that was refused', async () => {
  fakeBridge({ restart: () => ({ ok: false, problems: [problem('PORT_IN_USE', 'taken')] }) });
  await restart();
  expect(useGateway.getState().outcome).toMatchObject({
    kind: 'failed',
    problems: [{ code: 'PORT_IN_USE' }],
  });
});

it('gives one order at a time', async () => {
  const { called } = fakeBridge({ restart: () => new Promise(() => undefined) });
  void restart();
  void restart();
  await vi.advanceTimersByTimeAsync(1);
  expect(called).toHaveLength(1);
});

it('an order that is late leaves the next one alone', async () => {
  const answers: ((generation: number) => void)[] = [];
  fakeBridge({
    restart: () =>
      new Promise((resolve) => {
        answers.push((generation) =>
          resolve({ ok: true, value: { generation, durationMs: 1, failed: 0 } }),
        );
      }),
  });
  const late = restart();
  await vi.advanceTimersByTimeAsync(assumedFor);
  const next = restart();
  await vi.advanceTimersByTimeAsync(assumedFor - 1);
  answers[0]?.(2);
  expect(await late).toMatchObject({ kind: 'restarted', report: { generation: 2 } });
  expect(useGateway.getState()).toMatchObject({ assumed: 'restarting', outcome: null });
  answers[1]?.(3);
  await next;
  expect(useGateway.getState()).toMatchObject({
    assumed: null,
    outcome: { kind: 'restarted', report: { generation: 3 } },
  });
});

it('says to whoever gives an order meanwhile that it was not obeyed', async () => {
  fakeBridge({ restart: () => new Promise(() => undefined) });
  void restart();
  expect(await restart()).toMatchObject({ kind: 'failed', problems: [{ severity: 'error' }] });
  expect(useGateway.getState()).toMatchObject({ assumed: 'restarting', outcome: null });
});

const running = (generation: number) =>
  ({ kind: 'running', status: { generation, mode: 'enforce' } }) as GatewayView;

it.each<[string, GatewayView, 'failed' | undefined]>([
  ['the same generation', running(2), 'failed'],
  ['a later generation', running(3), undefined],
  ['no gateway', { kind: 'stopped' }, 'failed'],
])('keeps the reason of a refusal until settings come in force: %s', async (_name, view, kind) => {
  fakeBridge({ restart: () => ({ ok: false, problems: [problem('PORT_IN_USE', 'taken')] }) });
  reported(running(2));
  await restart();
  reported(view);
  expect(useGateway.getState().outcome?.kind).toBe(kind);
});
