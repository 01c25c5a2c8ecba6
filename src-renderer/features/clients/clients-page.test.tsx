// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import { MOST_CLAIMED, type BlockedClient } from '../../../src-shared/events.ts';
import { useClients } from '../../stores/clients.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { ClientDrawer } from './client-drawer.tsx';
import { ClientsPage } from './clients-page.tsx';

beforeEach(() => useClients.setState(useClients.getInitialState(), true));

const client = (parts: Partial<BlockedClient>): BlockedClient => ({
  ...{ key: 'k', user: 'alice@contoso.test', deviceId: 'D1', deviceType: null, count: 1 },
  ...{ reason: 'UNKNOWN_DEVICE', identity: 'proven', request: null },
  ...{ firstSeen: '2026-03-10T11:00:00Z', lastSeen: '2026-03-10T11:00:00Z' },
  ...parts,
});

function open(clients: readonly BlockedClient[]): void {
  fakeBridge({ blocked: () => ({ ok: true, value: [...clients] }) });
  show(
    <MemoryRouter>
      <ClientsPage />
    </MemoryRouter>,
  );
}

it('has a queue of the unknown devices, with those that only claim to be somebody marked', async () => {
  open([
    client({ key: '1', user: 'wiped@contoso.test', reason: 'DEVICE_WIPED' }),
    client({ key: '2', user: 'new@contoso.test' }),
    client({ key: '3', user: 'some@contoso.test', identity: 'claimed' }),
    client({ key: '4', user: 'nodevice@contoso.test', deviceId: null }),
  ]);
  await screen.findByText('4 clients');
  fireEvent.click(screen.getByRole('button', { name: /Unknown devices/ }));
  await screen.findByText('2 clients');
  expect(screen.getByRole('img', { name: 'Only claimed' })).toBeTruthy();
});

it('says that not all are listed who only claim to be somebody', async () => {
  open(
    Array.from({ length: MOST_CLAIMED }, (_, at) =>
      client({ key: String(at), identity: 'claimed' }),
    ),
  );
  expect(await screen.findByText(/the newest 200 are listed/)).toBeTruthy();
});

it.each([
  ['claimed', true],
  ['proven', false],
] as const)('warns before a %s client is allowed: %s', async (identity, warns) => {
  fakeBridge({ why: () => ({ ok: false, problems: [] }) });
  show(
    <MemoryRouter>
      <ClientDrawer client={client({ identity })} onClose={() => undefined} />
    </MemoryRouter>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Allow' }));
  expect(screen.queryByText(/Nobody has proved to be this user\. Whoever/) !== null).toBe(warns);
});
