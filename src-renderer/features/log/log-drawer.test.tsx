// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import type { Explanation } from '../../../src-shared/decision.ts';
import type { JournalEvent } from '../../../src-shared/events.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { LogDrawer } from './log-drawer.tsx';

const event: JournalEvent = {
  ...{ seq: 1, at: '2026-03-10T11:00:00.000Z', requestId: 'r1', protocol: 'eas' },
  ...{ operation: 'Sync', user: 'alice@contoso.test', mailbox: null, identity: 'proven' },
  ...{ devices: [{ id: 'A1', verdict: 'allowed' }], deviceType: 'iPhone', userAgent: null },
  ...{ client: '10.0.0.1', verdict: 'allowed', reason: 'COMPLIANT', status: 200 },
  ...{ answeredBy: 'gateway', authentication: 'certificate', bytesIn: 0, bytesOut: 0 },
  hopsMs: { decide: 1, connect: null, exchange: null, total: 1 },
  remark: null,
};
const compliant: Explanation = {
  ...{ verdict: 'allowed', reason: 'COMPLIANT', text: 'The device is compliant.' },
  ...{ decidedBy: 'enrollment', trace: [] },
};

const then: Explanation = {
  ...compliant,
  past: {
    ...{ at: event.at, requestId: 'r1', now: null },
    changes: [{ at: '2026-03-11T09:00:00Z', kind: 'action', what: 'admin: Block device A1.' }],
  },
};

async function why(parts: Partial<JournalEvent>): Promise<string> {
  fakeBridge({ why: ({ at }) => ({ ok: true, value: at === undefined ? compliant : then }) });
  const row = { id: 1, event: { ...event, ...parts } };
  const { container } = show(
    <MemoryRouter>
      <LogDrawer row={row} onClose={() => undefined} />
    </MemoryRouter>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Why?' }));
  await screen.findByText('The device is compliant.');
  return container.textContent;
}

const now = 'The device is compliant.';

it('says how Kerberos failed, in words and first; then what a decision of now does not say; then that', async () => {
  const remark = 'PASSWORD_WRONG at step log-on (dc1.ex.test:88): the password is wrong';
  const said = await why({ reason: 'KERBEROS_FAILED', remark, status: 502 });
  const parts = [
    'The gateway could not sign in to Exchange for the user of the client certificate.',
    'It failed at the step “Service account logs on”, at dc1.ex.test:88: the password is wrong.',
    'Enter the password again',
    'That is what happened then.',
    now,
  ];
  const places = parts.map((part) => said.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

it('says that only Exchange can read who signed in', async () => {
  const said = await why({ user: null, authentication: 'negotiate', reason: 'UNKNOWN_DEVICE' });
  const note = said.indexOf('Only Exchange can read who signed in.');
  expect(note).toBeGreaterThan(-1);
  expect(note).toBeLessThan(said.indexOf(now));
});

it('says nothing more where the decision is of user and device', async () => {
  const said = await why({});
  expect(said).not.toContain('That is what happened then.');
  expect(said).not.toContain('Only Exchange can read');
});

it('says what changed since then, as far as it is stored', async () => {
  await why({});
  expect(await screen.findByText('admin: Block device A1.')).toBeTruthy();
  expect(screen.getByText(/keeps the decision and its reason, not each step/)).toBeTruthy();
});
