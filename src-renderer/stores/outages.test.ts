// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import type { Outage } from '../../src-shared/contract/window.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { cameBack, dismissOutage, loadOutages, useOutages } from './outages.ts';

const outage = (more: Partial<Outage> = {}): Outage => ({
  ...{ from: '2026-03-10T12:00:00.000Z', to: '2026-03-10T12:00:03.000Z' },
  ...{ why: 'The gateway process was ended from outside (SIGKILL).', seen: true },
  ...more,
});
const now = Date.parse('2026-03-10T12:30:00.000Z');
const back = () => cameBack(useOutages.getState(), now);
const load = async (...outages: Outage[]) => {
  fakeBridge({ outages: () => ({ ok: true, value: outages }) });
  await loadOutages();
};

beforeEach(() => {
  localStorage.clear();
  useOutages.setState({ outages: [], dismissed: '' });
});

it('tells of an end that nobody asked for until it is put away, also by a later window', async () => {
  await load(outage());
  expect(back()).toEqual(outage());
  dismissOutage(outage().from);
  expect(back()).toBeNull();
  expect(localStorage.getItem('sallyport.outage')).toBe(outage().from);
});

it.each([
  ['that lasts: the failure itself is shown', { to: null }],
  ['that was asked for', { why: null }],
  ['of the week before', { to: '2026-03-03T12:00:00.000Z' }],
])('says nothing of one %s', async (_what, more) => {
  await load(outage(more));
  expect(back()).toBeNull();
});
