// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { expect, it } from 'vitest';
import type { DeviceRow } from '../../../src-shared/contract/devices.ts';
import type { Explanation } from '../../../src-shared/decision.ts';
import type { Override } from '../../../src-shared/devices.ts';
import type { DeviceActivity } from '../../../src-shared/ens-story.ts';
import { useLog } from '../../stores/log.ts';
import { fakeBridge, type FakeAnswers } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { DeviceDrawer } from './device-drawer.tsx';

const made: Override = {
  ...{ device: 'Appl1', user: null, action: 'block', at: '2026-03-09T00:00:00Z', until: null },
  ...{ note: 'stolen', by: 'admin' },
};
const row: DeviceRow = {
  ...{ id: 'Appl1', ids: { serial: 'sn1' }, users: ['alice@contoso.test'], managed: true },
  ...{ compromised: null, encrypted: true, activeSyncProfile: null, lastSeen: null },
  ...{ platform: 'Apple', model: 'iPhone 15', osVersion: '17.5', enrollment: 'enrolled' },
  ...{ enrollmentSince: '2026-03-01T00:00:00.000Z', wipedAt: null, feedOverride: 'block' },
  ...{ overrides: [made], verdict: 'blocked', reason: 'OVERRIDE_BLOCK' },
};
const explanation: Explanation = {
  ...{ verdict: 'blocked', reason: 'OVERRIDE_BLOCK', text: 'An administrator blocked it.' },
  ...{ decidedBy: 'override', trace: [] },
};
const none: DeviceActivity = { last: null, lastPassed: null, cut: false };
const ok = <Value,>(value: Value) => ({ ok: true as const, value });

function Place() {
  const { pathname, search } = useLocation();
  return <p>{pathname + search}</p>;
}

function open(answers: FakeAnswers = {}) {
  const bridge = fakeBridge({
    device: () => ok({ device: { row, explanation } }),
    deviceActivity: () => ok(none),
    ...answers,
  });
  const shown = show(
    <MemoryRouter>
      <DeviceDrawer row={row} onClose={() => undefined} />
      <Place />
    </MemoryRouter>,
  );
  return { ...bridge, said: () => shown.container.textContent };
}

it('has the verdict with its reason, what was reported and what was not, and who decided', async () => {
  const { said } = open();
  await screen.findByText('An administrator blocked it.');
  for (const words of ['not reported', 'iPhone 15', 'sn1', 'stolen', 'by admin', 'Its own word']) {
    expect(said()).toContain(words);
  }
  expect(screen.getByRole('button', { name: 'Take back the decision' })).toBeTruthy();
  await waitFor(() => expect(said()).toContain('never, as far as the log goes back'));
});

it('says when the last request passed, or that it was looked for in a part only', async () => {
  const { said } = open({ deviceActivity: () => ok({ ...none, cut: true }) });
  await waitFor(() => expect(said()).toContain('none among its newest 5,000'));
});

it('says that the device is gone', async () => {
  open({ device: () => ok({ device: null }) });
  expect(await screen.findByText('This device is not in the directory any more.')).toBeTruthy();
});

it('blocks for whoever uses it, and reads it anew', async () => {
  const { called } = open({
    override: (asked) =>
      ok({ override: { ...made, ...asked }, replaced: null, cut: 0, warnings: [] }),
    blocked: () => ok([]),
    devices: () => ({ ok: false, problems: [] }),
  });
  await screen.findByText('An administrator blocked it.');
  fireEvent.click(screen.getByRole('button', { name: 'Block' }));
  await waitFor(() => expect(called.filter(({ name }) => name === 'device')).toHaveLength(2));
  expect(called.find(({ name }) => name === 'override')?.params).toMatchObject({
    ...{ device: 'Appl1', user: null, action: 'block' },
  });
});

it('leads to the log and to the story of its user', async () => {
  open();
  fireEvent.click(screen.getByRole('button', { name: 'Show in the log' }));
  expect(useLog.getState()).toMatchObject({ words: 'device:Appl1', blockedOnly: false });
  fireEvent.click(screen.getByRole('button', { name: 'Notifications of its user' }));
  expect(screen.getByText('/devices?mailbox=alice%40contoso.test')).toBeTruthy();
});
