// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import type { Reply } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { askAbout, confirmSaving, count, dropSaving, useImpact, wantToSave } from './impact.ts';
import { change, useSettings } from './settings.ts';

const first = { impact: useImpact.getInitialState(), settings: useSettings.getInitialState() };
const report = (tooMany: boolean): ImpactReport => ({
  ...{ devices: 100, newlyBlocked: tooMany ? 50 : 1, newlyAllowed: 0, blocked: 50, of: [] },
  ...{ blockedBy: {}, asIfEnforced: false, clients: 0, tooMany },
});
const key = 'compliance.policies.encryption';
const changes = { [key]: 'true' };

/** The bridge answers a question about impact when the test says so. */
function bridge() {
  const waiting: ((reply: Reply<ImpactReport>) => void)[] = [];
  const { called } = fakeBridge({
    impact: () => new Promise((answer) => waiting.push(answer)),
    set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
    settings: () => ({ ok: true, value: { settings: [], problems: [] } }),
  });
  return {
    answer: (reply: Reply<ImpactReport>) => waiting.shift()?.(reply),
    saved: () => called.filter(({ name }) => name === 'set').map(({ params }) => params),
  };
}
const good = (value: ImpactReport) => ({ ok: true, value }) as const;

beforeEach(() => {
  localStorage.clear();
  useImpact.setState(first.impact, true);
  useSettings.setState({ ...first.settings, settings: [], draft: {} }, true);
  change(key, 'true');
});

it('saving waits until it is counted, and goes on where few lose mail', async () => {
  const { answer, saved } = bridge();
  askAbout('a');
  const counted = count('a', changes);
  wantToSave('save');
  expect(saved()).toEqual([]);
  answer(good(report(false)));
  await counted;
  expect(saved()).toEqual([{ changes }]);
  expect(useImpact.getState()).toMatchObject({ wanted: null, known: { about: 'a' } });
});

it('what would take mail from many is saved only when somebody confirms it', async () => {
  const { answer, saved } = bridge();
  askAbout('a');
  const counted = count('a', changes);
  answer(good(report(true)));
  await counted;
  wantToSave('save');
  expect([saved(), useImpact.getState().wanted]).toEqual([[], 'save']);
  dropSaving();
  confirmSaving();
  expect(saved()).toEqual([]);
  wantToSave('save');
  confirmSaving();
  expect(saved()).toEqual([{ changes, confirmed: true }]);
});

it('another draft asks anew: neither the wish nor the old answer is carried over', async () => {
  const { answer, saved } = bridge();
  askAbout('a');
  const older = count('a', changes);
  wantToSave('save');
  askAbout('b');
  const newer = count('b', changes);
  answer(good(report(false)));
  await older;
  expect([useImpact.getState().known, useImpact.getState().wanted]).toEqual([null, null]);
  answer(good(report(true)));
  await newer;
  expect(useImpact.getState().known).toMatchObject({ about: 'b' });
  expect(saved()).toEqual([]);
});

it('where nobody can say what would change, saving is not held up', async () => {
  const { answer, saved } = bridge();
  askAbout('a');
  const counted = count('a', changes);
  wantToSave('save');
  answer({ ok: false, problems: [problem('GATEWAY_ENDED', 'it ended')] });
  await counted;
  expect(saved()).toHaveLength(1);
  expect(useImpact.getState().failed?.problems[0]?.code).toBe('GATEWAY_ENDED');
});

it('asked once more, the older question ends and says nothing', async () => {
  const { answer, saved } = bridge();
  askAbout('a');
  const [older, newer] = [count('a', changes), count('a', changes)];
  wantToSave('save');
  answer({ ok: false, problems: [problem('IMPACT_OUTDATED', 'a newer one')] });
  await older;
  expect([saved(), useImpact.getState().failed]).toEqual([[], null]);
  answer(good(report(true)));
  await newer;
  expect([saved(), useImpact.getState().wanted]).toEqual([[], 'save']);
});

it('a draft without policies is saved at once', () => {
  const { saved } = bridge();
  askAbout(null);
  wantToSave('save');
  expect(saved()).toHaveLength(1);
});
