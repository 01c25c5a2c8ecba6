// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import type { DeviceList, DeviceQuery, DeviceRow } from '../../../src-shared/contract/devices.ts';
import type { Explanation } from '../../../src-shared/decision.ts';
import type { EnsStory, Moment } from '../../../src-shared/ens-story.ts';
import { problem } from '../../../src-shared/errors.ts';
import { useDevices } from '../../stores/devices.ts';
import { fakeBridge, type FakeAnswers } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { DevicesPage } from './devices-page.tsx';

beforeEach(() => useDevices.setState(useDevices.getInitialState(), true));

const row: DeviceRow = {
  ...{ id: 'Appl1', ids: { serial: 'sn1' }, users: ['alice@contoso.test'], managed: true },
  ...{ compromised: null, encrypted: true, activeSyncProfile: null, lastSeen: null },
  ...{ platform: 'Apple', model: 'iPhone 15', osVersion: '17.5', enrollment: 'wiped' },
  ...{ enrollmentSince: '2026-03-01T00:00:00.000Z', wipedAt: '2026-03-01T00:00:00.000Z' },
  ...{ feedOverride: null, overrides: [], verdict: 'blocked', reason: 'DEVICE_WIPED' },
};
const list: DeviceList = {
  ...{ rows: [row], next: null, found: 1, of: 1, judged: null, platforms: ['Apple'] },
  loadedAt: '2026-03-10T11:00:00.000Z',
};
const why: Explanation = {
  ...{ verdict: 'blocked', reason: 'DEVICE_WIPED', text: 'The device is wiped.' },
  ...{ decidedBy: 'enrollment', trace: [] },
};
const moment: Moment = {
  ...{ at: '2026-03-02T00:00:00.000Z', requestId: 'r1', operation: 'Subscribe', user: 'svc' },
  ...{ client: '10.0.0.1', identity: 'proven', verdict: 'allowed', reason: 'COMPLIANT' },
  ...{ status: 200, answeredBy: 'exchange' },
};
const silent: EnsStory = {
  ...{ subscribe: null, fetch: null, unsubscribe: null, newest: null, verdictSince: null },
  ...{ sinceAtLeast: false, throttled: { count: 0, of: 0, last: null } },
};
const ok = <Value,>(value: Value) => ({ ok: true as const, value });

function open(answers: FakeAnswers, path = '/devices') {
  const bridge = fakeBridge({ devices: () => ok(list), ...answers });
  show(
    <MemoryRouter initialEntries={[path]}>
      <DevicesPage />
    </MemoryRouter>,
  );
  return bridge;
}

const asked = (bridge: ReturnType<typeof open>) =>
  bridge.called.filter(({ name }) => name === 'devices').map(({ params }) => params as DeviceQuery);

it('asks for a page, and again for each filter, search and order', async () => {
  const bridge = open({});
  await screen.findByText('1 device');
  fireEvent.mouseDown(screen.getByRole('combobox', { name: 'State' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Wiped' }));
  const search = screen.getByRole('textbox', { name: 'Search devices' });
  fireEvent.change(search, { target: { value: ' alice ' } });
  fireEvent.keyDown(search, { key: 'Enter' });
  fireEvent.click(screen.getByRole('button', { name: /Last contact/ }));
  await waitFor(() => expect(asked(bridge)).toHaveLength(4));
  expect(asked(bridge)[0]).toEqual({ sort: { by: 'user', direction: 'ascending' }, limit: 500 });
  expect(asked(bridge)[3]).toEqual({
    ...{ enrollment: 'wiped', text: 'alice', limit: 500 },
    sort: { by: 'lastSeen', direction: 'descending' },
  });
});

it('goes on after the last row, as long as there are more', async () => {
  const next = { key: 'alice@contoso.test', id: 'appl1' };
  const bridge = open({
    devices: ({ after }) =>
      ok(
        after === undefined
          ? { ...list, next, found: 2, of: 1234 }
          : { ...list, rows: [{ ...row, id: 'Appl2' }], found: 2, of: 1234 },
      ),
  });
  await screen.findByText('2 of 1,234 devices');
  fireEvent.click(screen.getByRole('button', { name: 'More devices' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'More devices' })).toBeNull());
  expect(asked(bridge)[1]?.after).toEqual(next);
  expect(useDevices.getState().rows.map(({ id }) => id)).toEqual(['Appl1', 'Appl2']);
});

it('says where a verdict was looked for among a part of the devices only', async () => {
  open({ devices: () => ok({ ...list, judged: 100_000 }) });
  expect(await screen.findByText(/Only the first 100,000 that fit were decided/)).toBeTruthy();
});

it.each([
  ['no directory at all', { loadedAt: null, of: 0 }, 'There is no directory yet'],
  ['an empty one', { of: 0 }, 'The directory is empty'],
])('says what an empty list means: %s', async (_what, parts, title) => {
  open({ devices: () => ok({ ...list, rows: [], found: 0, ...parts }) });
  expect(await screen.findByText(title)).toBeTruthy();
});

it('says that nothing fits, and why it could not be read', async () => {
  useDevices.setState({ filter: { enrollment: 'removed' } });
  let refuse = false;
  open({
    devices: () =>
      refuse
        ? { ok: false, problems: [problem('DIRECTORY_STALE', 'no such file')] }
        : ok({ ...list, rows: [], found: 0, of: 12 }),
  });
  expect(await screen.findByText('No device fits')).toBeTruthy();
  refuse = true;
  fireEvent.click(screen.getByRole('button', { name: /Last contact/ }));
  expect(await screen.findByText('The devices could not be read')).toBeTruthy();
});

it('writes every device that knocked to a file', async () => {
  const bridge = open({ exportDevices: () => ok({ saved: true }) });
  fireEvent.click(screen.getByRole('button', { name: 'Export' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Export as CSV' }));
  expect(await screen.findByText('Every device that knocked is in the file.')).toBeTruthy();
  expect(bridge.called.at(-1)).toEqual({ name: 'exportDevices', params: { format: 'csv' } });
});

it('tells the story of a mailbox: one sentence on top, and what it rests on', async () => {
  const refused = { ...moment, status: 503, at: '2026-03-03T00:00:00Z' };
  const story = { ...silent, newest: refused, subscribe: moment, fetch: refused };
  const names = ['alice@contoso.test'];
  const bridge = open(
    { ensStory: () => ok({ names, story, now: { ...why, verdict: 'allowed' } }) },
    '/devices?mailbox=alice%40contoso.test',
  );
  expect(await screen.findByText(/the last attempt to fetch what is new failed/)).toBeTruthy();
  expect(screen.getByText(/503, answered by Exchange/)).toBeTruthy();
  expect(bridge.called).toEqual([{ name: 'ensStory', params: { user: 'alice@contoso.test' } }]);
});
