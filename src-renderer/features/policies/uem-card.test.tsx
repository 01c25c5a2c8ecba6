// @vitest-environment jsdom
import { act, fireEvent, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import type { GatewayView } from '../../../src-shared/contract/window.ts';
import type { UemStatus } from '../../../src-shared/contract/uem.ts';
import { problem, warning } from '../../../src-shared/errors.ts';
import { useGateway } from '../../stores/gateway.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { UemCard } from './uem-card.tsx';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const fine: UemStatus = {
  ...{ state: 'waiting', lastBulkAt: minutesAgo(90), lastDeltaAt: minutesAgo(4), bulks: 3 },
  ...{ nextAt: minutesAgo(-6), devices: 12_409, withoutEasId: 0, sharedEasIds: 0, problem: null },
};

function showCard(uem: UemStatus | null, ageSeconds: number | null = 240) {
  const status = { directory: { ageSeconds }, ...(uem === null ? {} : { uem }) };
  useGateway.setState({ view: { kind: 'running', status } as unknown as GatewayView });
  return show(
    <MemoryRouter>
      <UemCard />
    </MemoryRouter>,
  );
}
const sync = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Sync now' });

it('shows nothing where the devices come from a file', () => {
  expect(showCard(null).container.textContent).toBe('');
});

it('says how it stands, since when, how old and how many', () => {
  showCard(fine);
  const card = screen.getByRole('region', { name: 'Sync with UEM' });
  for (const says of ['Up to date', '4 min', '12,409', '1 h 30 min ago'])
    expect(card.textContent).toContain(says);
  expect(card.textContent).not.toContain('Mail can never know');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('says what devices without an id mean, and ids that several have', () => {
  showCard({ ...fine, withoutEasId: 7, sharedEasIds: 2 });
  screen.getByText('Mail can never know these devices.');
  screen.getByText('Of each, the device that enrolled last counts.');
});

it('says what fails and what to do, and that what is known serves', () => {
  showCard({ ...fine, problem: problem('UEM_SIGN_IN', 'UEM answered 401.') });
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toMatch(/serve meanwhile.*UEM answered 401\..*uem\.tenantCode/);
  screen.getByText('Failing');
});

it('a wrong clock is no failure', () => {
  showCard({ ...fine, problem: warning('UEM_CLOCK', 'The clock is late.') });
  screen.getByText('Up to date');
  expect(screen.getByRole('status').textContent).toContain('The clock is late.');
});

it('before the first reading, and while it is read', () => {
  const never = { ...fine, lastBulkAt: null, lastDeltaAt: null, devices: null, withoutEasId: null };
  const { unmount } = showCard(never, null);
  screen.getByText('Not read yet');
  expect(screen.getAllByText('not since the gateway started')).toHaveLength(2);
  unmount();
  showCard({ ...fine, state: 'bulk' });
  screen.getByText('Reading all devices');
  expect(sync().disabled).toBe(true);
});

it('Sync now asks once; a refusal is said', async () => {
  const host = fakeBridge({
    syncNow: () => ({ ok: false, problems: [problem('NOT_RUNNING', 'No gateway runs.')] }),
  });
  showCard(fine);
  await act(async () => fireEvent.click(sync()));
  expect(host.called).toEqual([{ name: 'syncNow', params: {} }]);
  expect(screen.getByRole('alert').textContent).toContain('No gateway runs.');
});
