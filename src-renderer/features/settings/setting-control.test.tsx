// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue, findSetting } from '../../../src-shared/settings/catalogue.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import { useSettings } from '../../stores/settings.ts';
import { fakeBridge } from '../../testing/fake-bridge.ts';
import { show } from '../../testing/show.tsx';
import { SettingControl } from './setting-control.tsx';

const first = useSettings.getInitialState();

/** Saved as `init` writes it, with some values of the test. */
function put(differing: Readonly<Record<string, string | null>> = {}): void {
  const settings = catalogue.map((setting) => {
    const { key, file } = setting;
    const initial =
      setting.file === 'application.properties' ? null : memText(setting, setting.initial);
    const saved = Object.hasOwn(differing, key) ? differing[key]! : initial;
    return { key, file, saved, inForce: saved };
  });
  useSettings.setState({ ...first, draft: {}, settings }, true);
}

const showSetting = (key: string) => show(<SettingControl setting={findSetting(key)!} />);
const draft = (key: string) => useSettings.getState().draft[key];
const type = (name: string, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  localStorage.clear();
  put();
});

it('every setting that may be edited has a control', () => {
  const editable = catalogue.filter((each) => !('editable' in each) || each.editable);
  const { container } = show(
    <>
      {editable.map((setting) => (
        <section key={setting.key} id={setting.key}>
          <SettingControl setting={setting} />
        </section>
      ))}
    </>,
  );
  const without = [...container.querySelectorAll('section')].filter(
    (section) => section.querySelector('input, textarea, button') === null,
  );
  expect(without.map(({ id }) => id)).toEqual([]);
  expect(editable).toHaveLength(catalogue.length - 1);
});

describe('the control of each type writes what `set` takes', () => {
  it('choice: one is always chosen, and what it means is said before it counts', () => {
    showSetting('compliance.mode');
    click('Test mode');
    expect(draft('compliance.mode')).toBeUndefined();
    click('Enforce');
    expect(draft('compliance.mode')).toBe('enforce');
    expect(screen.getByRole('status').textContent).toMatch(/devices that fail are blocked/);
    click('Undo the change of Compliance mode');
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('list: one per line, blank lines are no entries, and the wrong entry is named', () => {
    showSetting('compliance.ens.sources');
    type('Addresses of ENS', '10.0.0.0/8\n\n 10.1.3 \n');
    expect(draft('compliance.ens.sources')).toBe('["10.0.0.0/8","10.1.3"]');
    expect(screen.getByRole('textbox')).toHaveProperty('value', '10.0.0.0/8\n\n 10.1.3 \n');
    expect(screen.getByRole('alert').textContent).toMatch(/^Entry 2 is "10.1.3"/);
    click('Undo the change of Addresses of ENS');
    expect(screen.getByRole('textbox')).toHaveProperty('value', '');
  });

  it('domains: rows, of which one may be unfinished while somebody types', () => {
    put({ 'compliance.domains': '{"A":"a.test"}' });
    showSetting('compliance.domains');
    click('Add a domain');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Domain 2' }));
    expect(screen.getByRole('alert').textContent).toMatch(/needs a domain/);
    type('Domain 2', 'A');
    type('Suffix 2', 'b.test');
    expect(draft('compliance.domains')).toBe('{"A":"a.test","A":"b.test"}');
    expect(screen.getByRole('alert').textContent).toMatch(/twice/);
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove A' })[1]!);
    expect(draft('compliance.domains')).toBeUndefined();
    expect(document.activeElement?.textContent).toBe('Add a domain');
  });

  it('TLS: none, two PEM files or a PFX; what was typed comes back with its kind', () => {
    showSetting('listener.tls');
    click('PEM');
    expect(screen.getByRole('alert').textContent).toMatch(/relative to the config folder/);
    type('Certificate with its chain', 'tls/a.pem');
    type('Private key', 'tls/a.key');
    expect(draft('listener.tls')).toBe('{"certificate":"tls/a.pem","key":"tls/a.key"}');
    click('PFX');
    type('PFX file', 'tls/a.pfx');
    expect(draft('listener.tls')).toBe('{"pfx":"tls/a.pfx"}');
    click('PEM');
    expect(draft('listener.tls')).toContain('tls/a.key');
    click('None');
    expect(draft('listener.tls')).toBeUndefined();
  });

  it('header: empty is off, and one named "null" is not', () => {
    showSetting('compliance.ens.deviceHeader');
    const name = 'Device header';
    type(name, 'null');
    expect(draft('compliance.ens.deviceHeader')).toBe('"null"');
    expect(screen.getByRole('textbox')).toHaveProperty('value', 'null');
    type(name, 'Cookie');
    expect(screen.getByRole('alert').textContent).toMatch(/HTTP or authentication/);
    type(name, '');
    expect(draft('compliance.ens.deviceHeader')).toBeUndefined();
  });

  it('number: emptied is the default where there is one, else something is missing', () => {
    const { unmount } = showSetting('emailServer.timeoutSeconds');
    type('Time limit', '');
    expect(draft('emailServer.timeoutSeconds')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    unmount();
    showSetting('listener.port');
    type('Port', '');
    expect(screen.getByRole('alert').textContent).toBe('This setting needs a value.');
  });

  it('switch: a key that is absent and set to its default again is no change', () => {
    const key = 'emailServer.ignoreSslErrorsWithExch';
    put({ [key]: null });
    showSetting(key);
    fireEvent.click(screen.getByRole('switch'));
    expect(draft(key)).toBe('true');
    expect(screen.getByRole('status').textContent).toMatch(/can read passwords/);
    fireEvent.click(screen.getByRole('switch'));
    expect(draft(key)).toBeUndefined();
  });

  it('the Exchange server is tested before it is saved', async () => {
    const { called } = fakeBridge({
      testHost: () => ({
        ok: true,
        value: [{ name: 'resolve', state: 'fine', text: 'it has an address' }],
      }),
    });
    showSetting('emailServer.hostAndPort');
    const field = 'Exchange server: host and port';
    type(field, 'mail.contoso.test');
    expect(screen.getByRole('button', { name: 'Test Exchange server' })).toHaveProperty(
      'disabled',
      true,
    );
    type(field, 'https://mail.contoso.test:443');
    click('Test Exchange server');
    await screen.findByText('it has an address');
    expect(called[0]?.params).toEqual({ hostAndPort: 'https://mail.contoso.test:443' });
  });
});

it('what is saved and waits shows what is in force', () => {
  put({ 'compliance.mode': 'enforce' });
  const settings = useSettings.getState().settings!;
  useSettings.setState({
    settings: settings.map((each) =>
      each.key === 'compliance.mode' ? { ...each, inForce: 'test' } : each,
    ),
  });
  const { container } = showSetting('compliance.mode');
  expect(within(container).getByText('in force: Test mode')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Enforce' }).getAttribute('aria-pressed')).toBe('true');
});
