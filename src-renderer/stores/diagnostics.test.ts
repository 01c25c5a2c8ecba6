// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkIds, checkTitles, type CheckId, type CheckResult } from '../../src-shared/doctor.ts';
import { problem } from '../../src-shared/errors.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import {
  checkLimitMs,
  loadChecks,
  runAll,
  runOne,
  setUser,
  tryTicket,
  useDiagnostics,
} from './diagnostics.ts';

const list = checkIds.map((id) => ({ id, title: checkTitles[id] }));
const found = (id: CheckId): CheckResult => ({
  ...{ id, title: checkTitles[id], state: 'fine', text: 'Fine.', details: [], remedy: null, ms: 1 },
});
const state = useDiagnostics.getState;
const fresh = useDiagnostics.getInitialState();

beforeEach(() => useDiagnostics.setState(fresh, true));
afterEach(() => vi.useRealTimers());

it('runs every check once, a few at a time, in their order', async () => {
  let abreast = 0;
  let most = 0;
  const { called } = fakeBridge({
    checks: () => ({ ok: true, value: list }),
    runCheck: async ({ id }) => {
      abreast += 1;
      most = Math.max(most, abreast);
      await new Promise((resolve) => setTimeout(resolve, 1));
      abreast -= 1;
      return { ok: true, value: found(id) };
    },
  });
  await runAll();
  const asked = called.filter(({ name }) => name === 'runCheck').map(({ params }) => params);
  expect(asked).toEqual(checkIds.map((id) => ({ id })));
  expect(most).toBe(3);
  expect(checkIds.map((id) => state().runs[id]?.kind)).toEqual(checkIds.map(() => 'done'));
  expect(state().at).not.toBeNull();
});

it('a check that runs is not asked for again, and shows what it found before', async () => {
  let answer: (() => void) | undefined;
  let first = true;
  const { called } = fakeBridge({
    runCheck: async ({ id }) => {
      if (!first) await new Promise<void>((resolve) => (answer = resolve));
      first = false;
      return { ok: true, value: found(id) };
    },
  });
  await runOne('disk');
  const again = runOne('disk');
  void runOne('disk');
  expect(state().runs.disk).toEqual({ kind: 'running', before: found('disk') });
  answer?.();
  await again;
  expect(called).toHaveLength(2);
});

it('one that gives no sign is said to have failed; what comes later changes nothing', async () => {
  vi.useFakeTimers();
  let answer: (() => void) | undefined;
  fakeBridge({
    runCheck: async ({ id }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { ok: true, value: found(id) };
    },
  });
  const asked = runOne('disk');
  await vi.advanceTimersByTimeAsync(checkLimitMs);
  await asked;
  expect(state().runs.disk).toEqual({ kind: 'late' });
  answer?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(state().runs.disk).toEqual({ kind: 'late' });
});

it('why the list cannot be read, until it can', async () => {
  const problems = [problem('CHANNEL', 'hung up')];
  fakeBridge({ checks: () => ({ ok: false, problems }) });
  await loadChecks();
  expect(state()).toMatchObject({ list: null, listFailure: problems });
  fakeBridge({ checks: () => ({ ok: true, value: list }) });
  await loadChecks();
  expect(state()).toMatchObject({ list, listFailure: null });
});

it('the ticket of the user that is named, for checks and trial alike; another name forgets it', async () => {
  const { called } = fakeBridge({
    runCheck: ({ id }) => ({ ok: true, value: found(id) }),
    kerberosTest: () => ({ ok: true, value: { spn: 'HTTP/mail', steps: [] } }),
  });
  await tryTicket();
  expect(called).toEqual([]);
  setUser(' alice@ex.test ');
  await tryTicket();
  expect(state().trial).toEqual({
    kind: 'done',
    user: 'alice@ex.test',
    spn: 'HTTP/mail',
    steps: [],
  });
  await runOne('kerberos.ticket');
  expect(called.map(({ params }) => params)).toEqual([
    { user: 'alice@ex.test' },
    { id: 'kerberos.ticket', user: 'alice@ex.test' },
  ]);
  setUser('bob');
  expect(state().trial).toEqual({ kind: 'none' });
});
