// @vitest-environment jsdom
import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../../../lab/testing/patience.ts';
import type { ImpactReport } from '../../../src-shared/contract/policies.ts';
import type { WindowParams } from '../../../src-shared/contract/window.ts';
import { catalogue } from '../../../src-shared/settings/catalogue.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import { CommandRoom } from '../../app/command-room.tsx';
import { PendingBar } from '../../app/pending-bar.tsx';
import { useImpact } from '../../stores/impact.ts';
import { useSettings } from '../../stores/settings.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { PoliciesPage } from './policies-page.tsx';

const first = { impact: useImpact.getInitialState(), settings: useSettings.getInitialState() };
const under = 'compliance.policies.';
const draft = () => useSettings.getState().draft;

const none: ImpactReport = {
  ...{ devices: 12_410, newlyBlocked: 0, newlyAllowed: 0, blocked: 41, of: [] },
  ...{ blockedBy: { inactivity: 12 }, asIfEnforced: false, clients: 1, tooMany: false },
};
const some: ImpactReport = {
  ...none,
  ...{ newlyBlocked: 37, newlyAllowed: 2, blocked: 76, blockedBy: { encryption: 37 } },
  of: [
    {
      ...{ change: 'blocked', deviceId: 'D1', users: ['alice@corp.example'] },
      ...{ reasonBefore: 'COMPLIANT', reasonAfter: 'DEVICE_NOT_ENCRYPTED' },
    },
    {
      ...{ change: 'allowed', deviceId: null, users: ['bob@corp.example'] },
      ...{ reasonBefore: 'UNKNOWN_USER', reasonAfter: 'UNKNOWN_USER' },
    },
  ],
};

function page(
  differing: Readonly<Record<string, string>> = {},
  impactOf = (changes: object): ImpactReport => (Object.keys(changes).length === 0 ? none : some),
  at = '/policies',
) {
  const settings = catalogue.map((setting) => {
    const { key, file } = setting;
    const initial =
      setting.file === 'application.properties' || !setting.written
        ? null
        : memText(setting, setting.initial);
    const saved = differing[key] ?? initial;
    return { key, file, saved, inForce: saved };
  });
  useSettings.setState({ ...first.settings, draft: {}, settings }, true);
  const bridge = fakeBridge({
    settings: () => ({ ok: true, value: { settings, problems: [] } }),
    impact: ({ changes }) => ({ ok: true, value: impactOf(changes) }),
    why: () => ({
      ok: true,
      value: {
        ...{ verdict: 'blocked', reason: 'MAIL_CLIENT', text: 'Not this one.', decidedBy: 'x' },
        trace: [],
      },
    }),
    set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
  });
  show(
    <MemoryRouter initialEntries={[at]}>
      <CommandRoom>
        <PendingBar />
        <PoliciesPage />
      </CommandRoom>
    </MemoryRouter>,
  );
  return {
    asked: (name: string) =>
      bridge.called.filter((each) => each.name === name).map(({ params }) => params),
  };
}
// By label and text: to find a role in a whole page, jsdom computes the style of everything in it, for seconds.
const labelled = (name: string, selector: string) => screen.getByLabelText(name, { selector });
const flip = (name: string) => fireEvent.click(labelled(name, '[role="switch"]'));
const field = (name: string) => labelled(name, 'input:not([role]), textarea');
const type = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(
    (each) => each.getAttribute('aria-label') === name || each.textContent === name,
  );
  if (found === undefined) throw new Error(`no button "${name}"`);
  return found;
}
const press = (name: string) => fireEvent.click(button(name));
const alert = () => document.querySelector('[role="alert"]')?.textContent;

configure({ asyncUtilTimeout: PATIENCE_MS });
// jsdom lays nothing out.
Element.prototype.scrollIntoView = () => undefined;

beforeEach(() => {
  localStorage.clear();
  useImpact.setState(first.impact, true);
});

describe('the form', () => {
  it('the mode is one of three, each with what it means; enforcing warns before it counts', () => {
    page();
    expect(labelled('Test', '[type="radio"]')).toHaveProperty('checked', true);
    fireEvent.click(labelled('Enforcing', '[type="radio"]'));
    expect(draft()).toEqual({ 'compliance.mode': 'enforce' });
    expect(screen.getByText(/Once this is in force, devices that fail are blocked/)).toBeTruthy();
  });

  it('a policy says what it means as it is set, and its draft is that of the Settings page', () => {
    page();
    flip('Inactivity');
    expect(draft()).toEqual({ [`${under}inactivity`]: 'true' });
    expect(screen.getByText('Devices that were not seen for 30 days are blocked.')).toBeTruthy();
    type('Days of inactivity', '1');
    expect(screen.getByText('Devices that were not seen for 1 day are blocked.')).toBeTruthy();
    type('Days of inactivity', '0');
    expect(alert()).toMatch(/1 .*32/);
    press('Undo the change of Inactivity');
    expect(draft()).toEqual({});
  });

  it('a policy of lists is on while somebody is named; off and on again, it has its entries', () => {
    page({ [`${under}models.blocked`]: '["iOS: iPhone 6*","a: b","c: d","e: f"]' });
    expect(screen.getByText('Blocked: iOS: iPhone 6*, a: b and 2 more.')).toBeTruthy();
    flip('Models');
    expect(draft()).toEqual({ [`${under}models.blocked`]: '[]' });
    flip('Models');
    expect(draft()).toEqual({});
    press('Edit: Mail clients');
    expect(labelled('Mail clients', '[role="switch"]')).toHaveProperty('checked', false);
    flip('Mail clients');
    expect(screen.getByText(/as long as both lists are empty/)).toBeTruthy();
    expect(draft()).toEqual({});
    type('Mail clients allowed', 'Boxer*');
    expect(screen.getByText('Only Boxer* may use ActiveSync.')).toBeTruthy();
  });

  it('who is led to a setting of a policy finds it open', () => {
    page({}, undefined, `/policies?at=${under}groups`);
    expect(field('Groups of users')).toBeTruthy();
    expect(screen.queryByLabelText('Models allowed')).toBeNull();
  });
});

describe('what would change', () => {
  it('without a change: who is blocked; and what each policy stops', async () => {
    page({ [`${under}inactivity`]: 'true', 'compliance.mode': 'enforce' });
    expect(await screen.findByText('41 of 12,410 devices are blocked.')).toBeTruthy();
    expect(screen.getByText('stops 12 of 12,410')).toBeTruthy();
    expect(screen.getByText(/1 client of the last seven days/)).toBeTruthy();
  });

  it('with one: who would lose mail and get it, with reasons, asked with the draft', async () => {
    const { asked } = page();
    flip('Encryption');
    expect(await screen.findByText('37')).toBeTruthy();
    const list = labelled('For whom something changes', 'ul');
    const rows = [...list.children].map(({ textContent }) => textContent);
    expect(rows[0]).toMatch(/alice@corp\.example.*D1.*would lose mail.*Compliant → Not encrypted/);
    expect(rows[1]).toMatch(/bob@corp\.example.*no device named.*would get mail/);
    expect(screen.getByText('would stop 37 of 12,410')).toBeTruthy();
    expect(asked('impact').at(-1)).toEqual({
      ...{ changes: { [`${under}encryption`]: 'true' }, asker: 'window' },
    });
  });

  it('nothing is asked about a value that cannot be saved', async () => {
    const { asked } = page({ [`${under}inactivity`]: 'true' });
    type('Days of inactivity', '99999');
    expect(await screen.findByText(/as soon as every value is valid/)).toBeTruthy();
    const before = asked('impact').length;
    type('Days of inactivity', '60');
    await waitFor(() => expect(asked('impact')).toHaveLength(before + 1));
  });

  it('in test mode it says that it counts as if it were enforced', async () => {
    page({}, (changes) =>
      Object.keys(changes).length === 0 ? none : { ...some, asIfEnforced: true },
    );
    flip('Encryption');
    expect(await screen.findByText(/Test mode stays on, so nobody loses mail/)).toBeTruthy();
  });
});

it('what takes mail from many is saved only when somebody says so, in the bar and by shortcut', async () => {
  const { asked } = page({}, () => ({ ...some, newlyBlocked: 1_904, tooMany: true }));
  flip('Encryption');
  await screen.findByText('1,904');
  press('Save');
  expect(await screen.findByText('1,904 of 12,410 devices would lose mail.')).toBeTruthy();
  press('Cancel');
  expect(screen.queryByText(/devices would lose mail\./)).toBeNull();
  fireEvent.keyDown(document.body, { key: 's', ctrlKey: true });
  await screen.findByText('1,904 of 12,410 devices would lose mail.');
  expect(asked('set')).toEqual([]);
  press('Save all the same');
  await waitFor(() => expect(asked('set')).toHaveLength(1));
  expect(asked('set')[0]).toEqual({
    ...{ changes: { [`${under}encryption`]: 'true' }, confirmed: true },
  });
});

it('the simulator asks for a request by the draft, and by what is in force', async () => {
  const { asked } = page({ 'compliance.ens.sources': '["10.1.2.0/24"]' });
  press('Try a request');
  expect(button('Decide').disabled).toBe(true);
  type('User', ' alice@corp.example ');
  type('User-Agent', 'Boxer/24');
  press('Decide');
  expect(await screen.findByText('Not this one.')).toBeTruthy();
  const request = { protocol: 'eas', client: '192.0.2.1', mailbox: null, deviceType: null };
  const question = {
    user: 'alice@corp.example',
    request: { ...request, userAgent: 'Boxer/24', operation: null },
  };
  expect(asked('why')).toEqual([question]);
  flip('Encryption');
  press('Decide');
  await waitFor(() => expect(asked('why')).toHaveLength(2));
  expect(asked('why')[1]).toEqual({ ...question, changes: { [`${under}encryption`]: 'true' } });
  press('EWS');
  type('Mailbox acted for', 'bob@corp.example');
  type('EWS operation', 'GetItem');
  press('In force');
  press('Decide');
  await waitFor(() => expect(asked('why')).toHaveLength(3));
  const last = asked('why')[2] as WindowParams<'why'>;
  expect(last.request).toMatchObject({ client: '10.1.2.0', mailbox: 'bob@corp.example' });
  expect(last.request).toMatchObject({ operation: 'GetItem', userAgent: 'Boxer/24' });
  expect(last.changes).toBeUndefined();
});
