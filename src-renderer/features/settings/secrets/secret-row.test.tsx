// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import { problem } from '../../../../src-shared/errors.ts';
import { MOST_SECRET_BYTES } from '../../../../src-shared/secrets.ts';
import type { HeldSecret, SecretEffect } from '../../../../src-shared/secrets.ts';
import { useGateway } from '../../../stores/gateway.ts';
import { useSecrets } from '../../../stores/secrets.ts';
import { useSettings } from '../../../stores/settings.ts';
import { fakeBridge } from '../../../testing/fake-bridge.ts';
import { show } from '../../../testing/show.tsx';
import { SecretRow } from './secret-row.tsx';
import type { ShownSecret } from './shown-secrets.ts';

const WORD = 'Hunter-Zwölf 12!';
const at = '2026-03-10T12:00:00.000Z';
const password: HeldSecret = { name: 'kcd.password', protector: 'account', setAt: at };
const keytab: HeldSecret = { name: 'kcd.keytab', protector: 'system', setAt: at };

interface World {
  readonly held?: readonly HeldSecret[];
  readonly effect?: SecretEffect;
  readonly refuse?: boolean;
}

/** A host that has `held`, and takes what is set. */
function host({ held = [], effect = 'now', refuse = false }: World = {}) {
  let kept = [...held];
  useSecrets.setState({ held: kept, unread: null });
  return fakeBridge({
    secrets: () => ({ ok: true, value: kept }),
    settings: () => ({ ok: true, value: { settings: [], problems: [] } }),
    setSecret: ({ name }) => {
      if (refuse) {
        return { ok: false, problems: [problem('SECRET_VALUE', `${name} is not UTF-8.`)] };
      }
      const now: HeldSecret = { name, protector: 'account', setAt: at };
      kept = [...kept.filter((each) => each.name !== name), now];
      return { ok: true, value: { ...now, effect } };
    },
    removeSecret: ({ name }) => {
      kept = kept.filter((each) => each.name !== name);
      return { ok: true, value: { removed: true, effect } };
    },
  });
}

const showRow = (name: ShownSecret) =>
  show(
    <MemoryRouter>
      <SecretRow name={name} />
    </MemoryRouter>,
  );
const button = (name: string) => screen.getByRole('button', { name });
const open = (what = 'Set: Password of the service account') => fireEvent.click(button(what));
const field = () => screen.getByLabelText<HTMLInputElement>('New password');
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const submit = async () => {
  const form = document.querySelector('form');
  await act(async () => void fireEvent.submit(form!));
};

/** In no store, no attribute, no text and nothing that outlives the window. */
function nowhere(word: string): void {
  const stores = [useSettings, useSecrets, useGateway].map((store) => store.getState());
  const told = JSON.stringify([stores, Object.entries(localStorage), document.title]);
  expect(told).not.toContain(word);
  expect(document.documentElement.outerHTML).not.toContain(word);
  const values = [...document.querySelectorAll('input')].map(({ value }) => value);
  expect(values.join()).not.toContain(word);
}

beforeEach(() => {
  localStorage.clear();
  useSettings.setState(useSettings.getInitialState(), true);
});

it('says that a secret is not set; or since when it is, and who keeps it', () => {
  host();
  const { unmount } = showRow('kcd.password');
  expect(screen.getByText('Not set')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  unmount();
  host({ held: [keytab] });
  const { container } = showRow('kcd.keytab');
  expect(container.textContent).toMatch(/Set .*, kept by the key ring of the system/);
  expect(container.querySelector('time')?.getAttribute('datetime')).toBe(at);
});

it('a password is typed out of sight, sent once, and nowhere afterwards', async () => {
  const { called } = host();
  showRow('kcd.password');
  open();
  expect(document.activeElement).toBe(field());
  expect(field().type).toBe('password');
  expect(field().autocomplete).toBe('off');
  expect(button('Set')).toHaveProperty('disabled', true);
  type(WORD);
  expect(document.documentElement.outerHTML).not.toContain(WORD);
  const typed = field();
  await submit();
  expect(typed.value).toBe('');
  expect(await screen.findByText(/running gateway logs on with it from now on/)).toBeTruthy();
  const sent = called.filter(({ name }) => name === 'setSecret').map(({ params }) => params);
  const value = Buffer.from(WORD).toString('base64');
  expect(sent).toEqual([{ name: 'kcd.password', value }]);
  expect(document.querySelector('form')).toBeNull();
  nowhere(WORD);
  nowhere(value);
  await waitFor(() =>
    expect(document.activeElement).toBe(button('Replace: Password of the service account')),
  );
});

it('what is typed can be looked at, and is hidden again once it is sent', async () => {
  host({ refuse: true });
  showRow('kcd.password');
  open();
  type(WORD);
  const reveal = button('Show what is being typed');
  fireEvent.click(reveal);
  expect(field().type).toBe('text');
  expect(reveal.getAttribute('aria-pressed')).toBe('true');
  await submit();
  expect(field().type).toBe('password');
});

it('one that is refused is gone, too: the field is empty, another one, and says why', async () => {
  host({ refuse: true });
  showRow('kcd.password');
  open();
  type(WORD);
  const typed = field();
  await submit();
  expect((await screen.findByRole('alert')).textContent).toContain('is not UTF-8');
  expect(typed.value).toBe('');
  expect(field()).not.toBe(typed);
  expect(document.activeElement).toBe(field());
  nowhere(WORD);
});

it.each([
  ['Escape', () => fireEvent.keyDown(field(), { key: 'Escape' })],
  ['Cancel', () => fireEvent.click(button('Cancel'))],
])('%s gives it up: nothing is sent, and the field is empty', async (_how, giveUp) => {
  const { called } = host();
  showRow('kcd.password');
  open();
  type(WORD);
  const typed = field();
  giveUp();
  expect(typed.value).toBe('');
  expect(document.querySelector('form')).toBeNull();
  expect(called).toEqual([]);
  await waitFor(() =>
    expect(document.activeElement).toBe(button('Set: Password of the service account')),
  );
});

it('leaving the page empties the field', () => {
  host();
  const { unmount } = showRow('kcd.password');
  open();
  type(WORD);
  const typed = field();
  unmount();
  expect(typed.value).toBe('');
  nowhere(WORD);
});

it('nothing is sent while the field is empty', async () => {
  const { called } = host();
  showRow('kcd.password');
  open();
  await submit();
  expect(called).toEqual([]);
});

const choose = (file: File) =>
  fireEvent.change(document.querySelector('input[type="file"]')!, { target: { files: [file] } });
const bytes = new Uint8Array([5, 2, 0, 255, 10, 13]);

it('a keytab is a file: read when it is sent, byte for byte', async () => {
  const { called } = host({ effect: 'restart' });
  showRow('kcd.keytab');
  open('Set: Keytab of the service account');
  expect(screen.getByText('No file is chosen.')).toBeTruthy();
  choose(new File([bytes], 'proxy.keytab'));
  expect(screen.getByText('proxy.keytab, 6 B')).toBeTruthy();
  expect(called).toEqual([]);
  await submit();
  expect(await screen.findByText(/counts from the next restart on/)).toBeTruthy();
  const value = Buffer.from(bytes).toString('base64');
  const sent = called.find(({ name }) => name === 'setSecret')?.params;
  expect(sent).toEqual({ name: 'kcd.keytab', value });
  nowhere(value);
});

it.each([
  ['is empty', new File([], 'none.keytab')],
  ['has 66 KB', new File([new Uint8Array(MOST_SECRET_BYTES + 1)], 'large.keytab')],
])('a file that %s is not sent', async (says, file) => {
  const { called } = host();
  showRow('kcd.keytab');
  open('Set: Keytab of the service account');
  choose(file);
  expect(screen.getByText(new RegExp(says))).toBeTruthy();
  await submit();
  expect(called).toEqual([]);
});

it('a file that went away is said to be unreadable', async () => {
  const { called } = host();
  showRow('kcd.keytab');
  open('Set: Keytab of the service account');
  const gone = new File([bytes], 'gone.keytab');
  gone.arrayBuffer = () => Promise.reject(new Error('NotReadableError'));
  choose(gone);
  await submit();
  expect(screen.getByText('The file cannot be read. Choose it again.')).toBeTruthy();
  expect(called).toEqual([]);
});

const running = { view: { kind: 'running' } } as unknown as Partial<
  ReturnType<typeof useGateway.getState>
>;
const inForce = (values: Readonly<Record<string, string>>) =>
  useSettings.setState({
    settings: Object.entries(values).map(([key, value]) => ({
      ...{ key, file: 'mem-configuration.json' as const },
      ...{ saved: value, inForce: value },
    })),
  });
const pfx: HeldSecret = { name: 'listener.pfxPassphrase', protector: 'account', setAt: at };

interface Removal {
  readonly what: string;
  readonly held: readonly HeldSecret[];
  readonly values: Readonly<Record<string, string>>;
  readonly stopped?: boolean;
  readonly asks: RegExp;
}

const removals: readonly Removal[] = [
  {
    what: 'the password that a gateway signs in with',
    ...{ held: [password], values: { 'kcd.enabled': 'true' } },
    asks: /stops signing in with it at once/,
  },
  {
    what: 'one of two',
    ...{ held: [password, keytab], values: { 'kcd.enabled': 'true' } },
    asks: /If the running gateway signs in with this one/,
  },
  {
    what: 'a password without Kerberos',
    ...{ held: [password], values: { 'kcd.enabled': 'false' } },
    asks: /does not use it/,
  },
  {
    what: 'the passphrase of the PFX that is in force',
    ...{ held: [pfx], values: { 'listener.tls': '{"pfx":"a.pfx"}' } },
    asks: /cannot restart with this PFX/,
  },
  {
    what: 'a passphrase beside PEM files',
    ...{ held: [pfx], values: { 'listener.tls': '{"certificate":"a","key":"b"}' } },
    asks: /does not use it/,
  },
  {
    what: 'any, while no gateway runs',
    ...{ held: [password], values: { 'kcd.enabled': 'true' }, stopped: true },
    asks: /No gateway runs/,
  },
];

it.each(removals)('removing $what says what it does', ({ held, values, stopped, asks }) => {
  host({ held });
  inForce(values);
  useGateway.setState(stopped === true ? { view: { kind: 'stopped' } } : running);
  showRow(held[0]!.name);
  fireEvent.click(button('Remove'));
  expect(screen.getByRole('group').getAttribute('aria-label')).toMatch(asks);
});

it('removes after it was confirmed, and says what came of it', async () => {
  const { called } = host({ held: [password] });
  showRow('kcd.password');
  fireEvent.click(button('Remove'));
  expect(called).toEqual([]);
  fireEvent.click(button('Remove'));
  expect(await screen.findByText(/gets no more tickets for users/)).toBeTruthy();
  expect(await screen.findByText('Not set')).toBeTruthy();
  expect(called[0]).toEqual({ name: 'removeSecret', params: { name: 'kcd.password' } });
});

it('says that Kerberos needs it, before and after it was tried to switch it on', () => {
  host();
  useSettings.setState({ draft: { 'kcd.enabled': 'true' } });
  showRow('kcd.password');
  expect(screen.getByText(/Set it first, then save/)).toBeTruthy();
  const lacks = problem('SECRET_MISSING', 'neither is set.', { secret: 'kcd.password' });
  act(() => useSettings.setState({ failure: [lacks] }));
  expect(screen.getByRole('alert').textContent).toContain('neither is set.');
  expect(screen.queryByText(/Set it first, then save/)).toBeNull();
});

it('once it is set, the failure that it mends is gone, and others stay', async () => {
  host();
  const lacks = problem('SECRET_MISSING', 'neither is set.', { secret: 'kcd.password' });
  const other = problem('KEY_MISSING', 'no account.', { key: 'kcd.serviceAccount' });
  useSettings.setState({ failure: [lacks, other] });
  showRow('kcd.password');
  open();
  type(WORD);
  await submit();
  expect(useSettings.getState().failure).toEqual([other]);
});

it('a file of secrets that is refused is said, with what to do', () => {
  host();
  const unread = [problem('SECRETS_UNUSABLE', 'others may read it.')];
  useSecrets.setState({ held: null, unread });
  showRow('kcd.password');
  expect(screen.getByText('Whether it is set cannot be told.')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('others may read it.');
});
