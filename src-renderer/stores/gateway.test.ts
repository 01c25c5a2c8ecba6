// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LastRestart } from '../../src-shared/contract/calls.ts';
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

const running = (generation: number, lastRestart: LastRestart | null = null) =>
  ({ kind: 'running', status: { generation, mode: 'enforce', lastRestart } }) as GatewayView;

const cost = (generation: number, cutStreams: number, failed = 0): LastRestart => ({
  ...{ at: `2026-11-22T10:0${String(generation)}:00.000Z`, generation, durationMs: 200 },
  ...{ failed, cutStreams, finishing: 0 },
});

it('says again what a restart cost when more of it is known, also when the line was gone', () => {
  const outcome = () => useGateway.getState().outcome;
  reported(running(2));
  reported(running(2, cost(2, 0)));
  // Who ordered it says so; of another's order the first word is no news of what it cost.
  expect(outcome()).toBeNull();
  reported(running(2, cost(2, 116)));
  const { at: _at, ...report } = cost(2, 116);
  expect(outcome()).toEqual({ kind: 'restarted', report });
  const shown = outcome();
  reported(running(2, cost(2, 116)));
  expect(outcome()).toBe(shown);
  reported(running(2, cost(2, 116, 1)));
  expect(outcome()).toMatchObject({ report: { failed: 1 } });
});

it('says nothing of it where another restart, an order or a failure has the line', async () => {
  reported(running(2, cost(2, 0)));
  reported(running(3, cost(3, 5)));
  expect(useGateway.getState().outcome).toBeNull();
  fakeBridge({ restart: () => ({ ok: false, problems: [problem('PORT_IN_USE', 'taken')] }) });
  const refused = restart();
  reported(running(3, cost(3, 6)));
  expect(useGateway.getState().outcome).toBeNull();
  await refused;
  reported(running(3, cost(3, 7)));
  expect(useGateway.getState().outcome?.kind).toBe('failed');
});

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
