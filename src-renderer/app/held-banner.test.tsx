// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGateway } from '../stores/gateway.ts';
import { useWindow } from '../stores/window.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import type { FakeBridge } from '../testing/fake-bridge.ts';
import { show } from '../testing/show.tsx';
import { HeldBanner } from './held-banner.tsx';
import { Strips } from './strips.tsx';

const since = '2026-03-10T12:00:00.000Z';
const facts = {
  ...{ what: 'policies' as const, since, newlyBlocked: 37, counted: 12410, file: '/x' },
};
let bridge: FakeBridge;
let confirmed = true;

beforeEach(() => {
  confirmed = true;
  bridge = fakeBridge({
    held: () => ({
      ok: true,
      value: [
        {
          ...facts,
          of: [
            {
              ...{ deviceId: 'androidc1', users: ['alice@contoso.test'] },
              ...{ reasonBefore: 'COMPLIANT', reasonAfter: 'DEVICE_NOT_ENCRYPTED' },
            },
          ],
        },
      ],
    }),
    confirmHeld: () => ({ ok: true, value: { confirmed } }),
  });
  useWindow.setState({ facts: null });
  useGateway.setState({
    view: { kind: 'running', status: { mode: 'enforce', held: [facts], directory: {} } } as never,
  });
});

describe('what waits', () => {
  it('says how many would lose mail, and who', async () => {
    show(<HeldBanner />);
    expect(screen.getByText('Changed policies wait for you.')).toBeTruthy();
    expect(screen.getByText(/37 of 12,410 devices would newly be blocked/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show who' }));
    expect(await screen.findByText('androidc1')).toBeTruthy();
    expect(screen.getByText('alice@contoso.test')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Hide who' }));
    expect(screen.queryByText('androidc1')).toBeNull();
  });

  it('is confirmed as it was seen, after a question', async () => {
    show(<HeldBanner />);
    fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(bridge.called).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Block them' }));
    await waitFor(() =>
      expect(bridge.called).toEqual([{ name: 'confirmHeld', params: { what: 'policies', since } }]),
    );
  });

  it('says so where something else waits by now', async () => {
    confirmed = false;
    show(<HeldBanner />);
    fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    fireEvent.click(screen.getByRole('button', { name: 'Block them' }));
    expect(await screen.findByRole('alert')).toBeTruthy();
  });
});

describe('a gateway that never had a list of devices', () => {
  it('is not mistaken for one in test mode, nor for one that enforces', () => {
    useGateway.setState({
      view: {
        ...{ kind: 'running' },
        status: { mode: 'test', held: [], directory: { coldStart: true } },
      } as never,
    });
    show(
      <MemoryRouter>
        <Strips />
      </MemoryRouter>,
    );
    expect(screen.getByText(/No list of devices was ever read: no device is blocked/)).toBeTruthy();
    expect(screen.queryByText(/Test mode/)).toBeNull();
  });
});
