// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import type { FormSetting } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';
import { catalogue } from '../../src-shared/settings/catalogue.ts';
import { fakeBridge, type FakeAnswers } from '../testing/fake-bridge.ts';
import { start, useGateway } from './gateway.ts';
import { useSettings } from './settings.ts';
import { beginSetUp, enter, finishSetUp, passStep, useSetUp } from './set-up.ts';

const exchange = 'https://mail.corp.example:443';
const files = (own: Readonly<Record<string, string>> = {}): FormSetting[] =>
  catalogue.map(({ key, file, initial }) => ({
    ...{ key, file, inForce: null },
    saved: own[key] ?? (typeof initial === 'string' ? initial : JSON.stringify(initial)),
  }));
let saved = files();
const host: FakeAnswers = {
  settings: () => ({ ok: true, value: { settings: saved, problems: [] } }),
  set: () => ({ ok: true, value: { changed: true, version: 2, pending: [], warnings: [] } }),
  start: () => ({ ok: true, value: {} }),
  facts: () => ({ ok: false, problems: [] }),
};

beforeEach(() => {
  localStorage.clear();
  saved = files();
  useSetUp.setState(useSetUp.getInitialState(), true);
  useSettings.setState(useSettings.getInitialState(), true);
  useGateway.setState(useGateway.getInitialState(), true);
});

it('saves what was entered in it, and nothing that is newer in the files', async () => {
  const { called } = fakeBridge(host);
  await beginSetUp();
  enter({ exchange });
  for (const step of ['listener', 'exchange', 'compliance'] as const) passStep(step);
  saved = files({ 'compliance.mode': 'enforce', 'listener.port': '9443' });
  await beginSetUp();
  expect(useSetUp.getState().values).toMatchObject({ mode: 'enforce', port: '9443', exchange });
  expect(await finishSetUp()).toBe(true);
  expect(called.filter(({ name }) => name === 'set').map(({ params }) => params)).toEqual([
    { changes: { 'emailServer.hostAndPort': exchange } },
  ]);
});

it('is not done while another order keeps the gateway busy', async () => {
  fakeBridge({ ...host, start: () => new Promise(() => undefined) });
  await beginSetUp();
  enter({ exchange });
  void start();
  expect(await finishSetUp()).toBe(false);
  expect(useSetUp.getState()).toMatchObject({
    busy: false,
    problems: [{ message: 'The gateway is busy with another order.' }],
  });
});

it('says why the gateway does not run with it', async () => {
  const taken = problem('PORT_IN_USE', 'taken', { key: 'listener.port' });
  fakeBridge({ ...host, start: () => ({ ok: false, problems: [taken] }) });
  await beginSetUp();
  enter({ exchange });
  expect(await finishSetUp()).toBe(false);
  expect(useSetUp.getState()).toMatchObject({ open: 'listener', problems: [taken] });
});
