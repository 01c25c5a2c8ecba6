// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import type { HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import type { FakeAnswers } from '../../testing/fake-bridge.ts';
import { problem } from '../../../src-shared/errors.ts';
import { useFindHeader } from '../../stores/find-header.ts';
import { useSettings } from '../../stores/settings.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { FindHeaderCard } from './find-header-card.tsx';

const off: HeaderSearch = { state: 'off', endsAt: null, requests: 0, found: [], trial: null };
const syntax = { form: 'semicolon', key: 'id' } as const;
const searching: HeaderSearch = {
  ...{ state: 'searching', endsAt: '2026-03-10T12:10:00Z', requests: 1200, trial: null },
  found: [
    {
      ...{ name: 'X-Dev', syntax, requests: 1200, understood: 1200, ids: 1300, known: 1290 },
      ...{ ofUser: 1290, kinds: ['eas', 'serial'], example: 'AP…7Q' },
    },
    {
      ...{ name: 'X-Host', syntax: { form: 'comma', key: null }, requests: 9, understood: 9 },
      ...{ ids: 9, known: 1, ofUser: 0, kinds: ['uem'], example: '…' },
    },
  ],
};
const nothingYet: HeaderSearch = {
  ...searching,
  ...{ state: 'trying', requests: 0 },
  trial: {
    ...{ name: 'X-Dev', syntax, requests: 0, without: 0, understood: 0, refused: [] },
    ...{ allowed: 0, blocked: 0, otherwise: 0, reasons: [] },
  },
};
const tried: HeaderSearch = {
  ...nothingYet,
  requests: 40,
  trial: {
    ...{ name: 'X-Dev', syntax, requests: 40, without: 2, understood: 37, allowed: 30 },
    ...{ blocked: 7, otherwise: 3, reasons: [{ reason: 'DEVICE_WIPED', count: 7 }] },
    refused: [{ text: 'The device header is malformed.', count: 1 }],
  },
};

const fresh = useFindHeader.getInitialState();
const settings = useSettings.getInitialState();
beforeEach(() => {
  useFindHeader.setState(fresh, true);
  useSettings.setState(settings, true);
});

/** `findHeader` is answered by what each question leads to. */
function open(answers: Partial<Record<string, HeaderSearch>>, more: FakeAnswers = {}) {
  let state = answers['state'] ?? off;
  const bridge = fakeBridge({
    findHeader: ({ ask }) => {
      if (ask !== 'state') state = answers[ask] ?? off;
      return { ok: true, value: state };
    },
    ...more,
  });
  show(
    <MemoryRouter>
      <FindHeaderCard />
    </MemoryRouter>,
  );
  return bridge;
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const asked = ({ called }: ReturnType<typeof fakeBridge>, name: string) =>
  called.filter((each) => each.name === name).map(({ params }) => params);

it('asks for nothing but the state until somebody says so', async () => {
  const bridge = open({});
  await waitFor(() => expect(useFindHeader.getState().search).toEqual(off));
  expect(asked(bridge, 'findHeader')).toEqual([{ ask: 'state' }]);
  expect(screen.queryByRole('status')).toBeNull();
});

it('searches, and says of each header how it is written and whether it is likely', async () => {
  open({ search: searching, state: off });
  await waitFor(() => expect(useFindHeader.getState().search).not.toBeNull());
  press('Search for ten minutes');
  const rows = await screen.findAllByRole('listitem');
  expect(rows).toHaveLength(2);
  const [first, second] = rows.map((row) => row.textContent);
  expect(first).toContain('X-Dev');
  expect(first).toContain('likely');
  expect(first).toContain('1,290 of 1,300 ids known: ActiveSync, serial number');
  expect(first).toContain('semicolons between ids, each named “id”');
  expect(first).toContain('AP…7Q');
  expect(second).toContain('by chance');
  expect(screen.getByRole('status').textContent).toContain('1,200 requests of ENS looked at');
});

it('sets nothing before a request bore it out', async () => {
  const bridge = open({ state: searching, try: nothingYet });
  await screen.findByText('X-Dev');
  press('Try X-Dev');
  await screen.findByText('Waiting for a request that has it. Nothing is decided by it yet.');
  expect(asked(bridge, 'findHeader')).toContainEqual({ ask: 'try', name: 'X-Dev', syntax });
  const set = screen.getByRole<HTMLButtonElement>('button', { name: 'Set as device header' });
  expect(set.disabled).toBe(true);
});

it('shows what the trial came to, and sets it as one change of settings', async () => {
  const bridge = open(
    { state: tried },
    {
      set: () => ({
        ok: true,
        value: { changed: true, version: 3, pending: [], warnings: [] },
      }),
      settings: () => ({ ok: true, value: { settings: [], problems: [] } }),
    },
  );
  const trial = await screen.findByRole('region', { name: 'Trial of X-Dev' });
  const said = trial.textContent;
  for (const part of [
    ...['37 of 40 requests', '30 allowed, 7 blocked', 'Wiped 7'],
    '1 request would be refused: The device header is malformed.',
  ]) {
    expect(said).toContain(part);
  }
  press('Set as device header');
  await within(trial).findByText('Saved. It counts from the next restart on.');
  expect(asked(bridge, 'set')).toEqual([
    {
      changes: {
        'compliance.ens.deviceHeader': 'X-Dev',
        'compliance.ens.deviceHeaderSyntax': 'semicolon',
        'compliance.ens.deviceHeaderKey': 'id',
      },
    },
  ]);
});

it('when the settings refuse it, it is not said to be saved', async () => {
  open(
    { state: tried },
    {
      set: () => ({ ok: false, problems: [problem('CONFIG_STALE', 'changed underneath')] }),
      settings: () => ({ ok: true, value: { settings: [], problems: [] } }),
    },
  );
  await screen.findByRole('region', { name: 'Trial of X-Dev' });
  press('Set as device header');
  await waitFor(() => expect(useSettings.getState().failure).not.toBeNull());
  await waitFor(() => expect(useFindHeader.getState().busy).toBe(false));
  expect(useFindHeader.getState().saved).toBeNull();
});

it('says why there is no search, and where that is mended', async () => {
  const key = 'compliance.ens.sources';
  open(
    {},
    {
      findHeader: () => ({
        ok: false,
        problems: [problem('ENS_SOURCES', 'nobody to look at', { key })],
      }),
    },
  );
  await screen.findByText('nobody to look at');
  expect(screen.getByRole('link').getAttribute('href')).toContain('settings');
});

it('without a gateway it keeps quiet, and what was found is gone', async () => {
  useFindHeader.setState({ search: searching });
  open({}, { findHeader: () => ({ ok: false, problems: [problem('NOT_RUNNING', 'none')] }) });
  await waitFor(() => expect(useFindHeader.getState().search).toBeNull());
  expect(screen.queryByText('none')).toBeNull();
});
