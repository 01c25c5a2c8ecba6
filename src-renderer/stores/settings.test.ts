// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { FormSetting, GatewayView } from '../../src-shared/contract/window.ts';
import { problem, type Problem } from '../../src-shared/errors.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import { invalid, unsavedOf, waitingOf } from './draft.ts';
import { useGateway } from './gateway.ts';
import {
  applyAndRestart,
  change,
  discard,
  loadHistory,
  loadSettings,
  putBack,
  revert,
  save,
  useSettings,
} from './settings.ts';

const proxy = 'enable.boxer.ens.ews.proxy';
const host = 'ews.email.server.host.and.port';
const file = 'application.properties';
const settings: FormSetting[] = [
  { key: proxy, file, saved: 'false', inForce: 'false' },
  { key: host, file, saved: 'https://a.example:443', inForce: null },
];
const first = useSettings.getInitialState();

beforeEach(() => {
  localStorage.clear();
  useSettings.setState({ ...first, draft: {}, settings }, true);
});

it('a draft is what differs from the file, and outlives the window', () => {
  change(proxy, 'true');
  expect(useSettings.getState().draft).toEqual({ [proxy]: 'true' });
  expect(localStorage.getItem('sallyport.draft')).toContain(proxy);
  change(proxy, 'false');
  expect(useSettings.getState().draft).toEqual({});
  expect(localStorage.getItem('sallyport.draft')).toBeNull();
});

it('draft against saved and saved against in force stay apart', () => {
  change(proxy, 'true');
  expect(unsavedOf(useSettings.getState().draft, settings)).toEqual([
    { key: proxy, inForce: 'false', saved: 'true' },
  ]);
  expect(waitingOf(settings, true).map(({ key }) => key)).toEqual([host]);
  expect(waitingOf(settings, false)).toEqual([]);
});

it('reverts one field, discards all', () => {
  change(proxy, 'true');
  change(host, null);
  revert(proxy);
  expect(useSettings.getState().draft).toEqual({ [host]: null });
  discard();
  expect(useSettings.getState().draft).toEqual({});
});

it('a refused save keeps the draft and says why', async () => {
  fakeBridge({
    set: () => ({ ok: false, problems: [problem('CONFIG_STALE', 'changed')] }),
    settings: () => ({ ok: true, value: { settings, problems: [] } }),
  });
  change(proxy, 'true');
  expect(await save()).toBe(false);
  expect(useSettings.getState()).toMatchObject({
    draft: { [proxy]: 'true' },
    failure: [{ code: 'CONFIG_STALE' }],
    busy: false,
  });
});

it.each<[string, GatewayView, 'start' | 'restart']>([
  ['stopped', { kind: 'stopped' }, 'start'],
  ['failed', { kind: 'failed', problems: [], retryAt: null }, 'start'],
  ['running', { kind: 'running' } as GatewayView, 'restart'],
])('what is applied is taken up by a gateway that is %s', async (_name, view, order) => {
  useGateway.setState({ ...useGateway.getInitialState(), view }, true);
  const { called } = fakeBridge({
    set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
    settings: () => ({ ok: true, value: { settings, problems: [] } }),
    start: () => ({ ok: true, value: {} }),
    restart: () => ({ ok: true, value: { generation: 2, durationMs: 1 } }),
  });
  change(proxy, 'true');
  await applyAndRestart();
  expect(called.map(({ name }) => name)).toEqual(['set', 'settings', order, 'settings']);
  expect(useGateway.getState().outcome?.kind).not.toBe('failed');
});

it('a change of the file from outside keeps what the draft says besides', async () => {
  change(proxy, 'true');
  change(host, null);
  const outside = settings.map((each) => (each.key === proxy ? { ...each, saved: 'true' } : each));
  fakeBridge({ settings: () => ({ ok: true, value: { settings: outside, problems: [] } }) });
  await loadSettings();
  expect(useSettings.getState().draft).toEqual({ [host]: null });
});

it('puts back what is in force, in both files, but never what is not for editing', async () => {
  const json = 'mem-configuration.json';
  const differing: FormSetting[] = [
    ...settings,
    { key: 'compliance.mode', file: json, saved: 'enforce', inForce: 'test' },
    { key: 'listener.tls', file: json, saved: null, inForce: 'null' },
    { key: 'compliance.domains', file: json, saved: '{"A":"a.test"}', inForce: null },
    { key: 'schemaVersion', file: json, saved: '2', inForce: '1' },
    { key: 'listener.port', file: json, saved: '1', inForce: '1' },
  ];
  useSettings.setState({ settings: differing });
  const { called } = fakeBridge({
    set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
    settings: () => ({ ok: true, value: { settings, problems: [] } }),
  });
  await putBack();
  expect(called[0]?.params).toEqual({
    changes: {
      [host]: null,
      'compliance.mode': 'test',
      'listener.tls': 'null',
      'compliance.domains': null,
    },
  });
});

it('puts nothing back while nothing is in force: every key would be removed', async () => {
  useSettings.setState({ settings: settings.map((each) => ({ ...each, inForce: null })) });
  const { called } = fakeBridge({});
  expect(await putBack()).toBe(true);
  expect(called).toEqual([]);
});

it('puts back what is in force', async () => {
  const { called } = fakeBridge({
    set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
    settings: () => ({ ok: true, value: { settings, problems: [] } }),
  });
  await putBack();
  expect(called[0]).toEqual({ name: 'set', params: { changes: { [host]: null } } });
});

it.each([
  [host, 'https://a.example:443', true],
  [host, 'a.example', false],
  [host, null, true],
  ['restart.drain.seconds', '30', true],
  ['restart.drain.seconds', '601', false],
  ['listener.port', '8443', true],
  ['listener.port', '70000', false],
  ['listener.port', '', false],
  ['listener.port', null, false],
  ['emailServer.timeoutSeconds', null, true],
  ['listener.host', '', false],
  ['listener.host', '127.1', false],
  ['listener.tls', '{"certificate":"a","key":""}', false],
  ['listener.tls', '{"certificate":"a","key":"b"}', true],
  ['listener.tls', 'null', true],
  ['emailServer.hostAndPort', 'mail.example', false],
  ['compliance.mode', 'enforce', true],
  ['compliance.directoryFile', '', false],
  ['compliance.ens.sources', '["10.0.0.0/8"]', true],
  ['compliance.ens.deviceHeader', 'null', true],
  ['compliance.ens.deviceHeader', 'X Y', false],
  ['compliance.domains', '{}', true],
  ['compliance.domains', '{"A":"a.test","B":"b.test"}', true],
])('%s=%s', (key, value, fine) => {
  expect(invalid(key, value) === null).toBe(fine);
});

it.each([
  ['compliance.ens.sources', '["10.0.0.0/8","10.1.3"]', /^Entry 2 is "10\.1\.3"/],
  ['compliance.domains', '{"":""}', /needs a domain/],
  ['compliance.domains', '{"A":"a.test","a":"b.test"}', /^A stands there twice/],
  ['compliance.domains', '{"1":"a.test","1":"b.test"}', /^1 stands there twice/],
  ['compliance.domains', '{"A@B":"a.test"}', /^A@B is no name that a NetBIOS domain may have/],
  ['compliance.domains', '{"A":"@a"}', /^A is "@a"/],
  ['compliance.ens.deviceHeader', 'Cookie', /names a header that HTTP/],
  ['emailServer.hostAndPort', 'https://u:hunter2@a.test:1', /names a user/],
])('%s=%s: says what is wrong', (key, value, words) => {
  expect(invalid(key, value)).toMatch(words);
  expect(invalid(key, value)).not.toContain('hunter2');
});

describe('a restart that was refused', () => {
  const refusal = [problem('PORT_IN_USE', 'taken')];
  const settled = settings.map((each) => ({ ...each, inForce: each.saved }));
  const refused = () =>
    useGateway.setState({ outcome: { kind: 'failed', what: 'restarting', problems: refusal } });
  const read = async (now: FormSetting[], problems: Problem[] = []) => {
    fakeBridge({ settings: () => ({ ok: true, value: { settings: now, problems } }) });
    await loadSettings();
    return useGateway.getState().outcome;
  };

  it('is of the past when nothing waits for a restart any more', async () => {
    refused();
    expect(await read(settings)).not.toBeNull();
    expect(await read(settled, [problem('JSON_SYNTAX', 'broken')])).not.toBeNull();
    expect(await read(settled)).toBeNull();
  });

  it('stands while nothing has changed since', async () => {
    useSettings.setState({ settings: settled });
    refused();
    expect(await read(settled)).not.toBeNull();
  });
});

it('tells what could not be read from what could not be saved, until it can be read again', async () => {
  const why = [problem('CHANNEL', 'no answer')];
  const value = { settings, problems: [] };
  fakeBridge({
    settings: () => ({ ok: false, problems: why }),
    history: () => ({ ok: false, problems: why }),
  });
  await Promise.all([loadSettings(), loadHistory()]);
  expect(useSettings.getState()).toMatchObject({
    failure: null,
    unread: { settings: why, history: why },
  });
  fakeBridge({
    settings: () => ({ ok: true, value }),
    history: () => ({ ok: true, value: [] }),
  });
  await loadSettings();
  expect(useSettings.getState().unread).toEqual({ settings: null, history: why });
  await loadHistory();
  expect(useSettings.getState().unread).toEqual({ settings: null, history: null });
});
