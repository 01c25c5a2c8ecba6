import { expect, test } from 'vitest';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { WindowConsole } from '../console/window/facts.ts';
import { PAYLOAD_LIMIT } from './payload.ts';
import { turnstile } from './turnstile.ts';
import { answerWindow } from './window-calls.ts';

const said: string[] = [];
const log = {
  info: () => undefined,
  warn: (_fields: unknown, message: string) => void said.push(message),
  error: (_fields: unknown, message: string) => void said.push(message),
};
const asked: unknown[] = [];
const fake = {
  history: async () => [],
  start: async () => {
    throw new Error('/home/secret/path and a password');
  },
  restart: async () => {
    throw new SallyportError([problem('BOOLEAN', 'no boolean')]);
  },
  events: async (params: unknown) => {
    asked.push(params);
    return [];
  },
  facts: async () => ({ wrong: 'shape' }),
  rollback: async () => new Promise(() => undefined),
} as unknown as WindowConsole;
const gate = turnstile({ rollback: 1 });
const answer = (message: unknown, trusted = true): Promise<unknown> =>
  answerWindow(trusted, message, { console: fake, log, turnstile: gate });

test('a call that the contract knows is answered', async () => {
  expect(await answer({ name: 'history', params: {} })).toEqual({ ok: true, value: [] });
});

test.each([
  ['no object', null],
  ['no name', {}],
  ['an unknown name', { name: 'eval', params: {} }],
  ['a name of the prototype', { name: 'constructor', params: {} }],
  ['no parameters', { name: 'events' }],
  ['a limit beyond the contract', { name: 'events', params: { filter: {}, limit: 501 } }],
  ['too much', { name: 'set', params: { changes: { a: 'x'.repeat(PAYLOAD_LIMIT) } } }],
  ['what is no JSON', { name: 'events', params: { filter: {}, limit: 1n } }],
])('wrong shape: %s is refused', async (_what, message) => {
  expect(await answer(message)).toMatchObject({ ok: false, problems: [{ code: 'USAGE' }] });
  expect(asked).toEqual([]);
});

test('wrong sender: nobody but the main frame of the window is heard', async () => {
  const reply = await answer({ name: 'history', params: {} }, false);
  expect(reply).toMatchObject({ ok: false, problems: [{ code: 'USAGE' }] });
});

test('a failure that has a code crosses as it is; a bug says nothing but that', async () => {
  expect(await answer({ name: 'restart', params: {} })).toMatchObject({
    ok: false,
    problems: [{ code: 'BOOLEAN', message: 'no boolean' }],
  });
  const bug = JSON.stringify(await answer({ name: 'start', params: {} }));
  expect(bug).toContain('INTERNAL');
  expect(bug).not.toContain('secret');
});

test('an answer of another shape never reaches the page', async () => {
  expect(await answer({ name: 'facts', params: {} })).toMatchObject({ ok: false });
});

test('one call too many at once is refused, and a failed one makes room', async () => {
  void answer({ name: 'rollback', params: {} });
  expect(await answer({ name: 'rollback', params: {} })).toMatchObject({
    ok: false,
    problems: [{ code: 'USAGE', message: 'rollback: too many at once' }],
  });
  for (let at = 0; at < 40; at += 1) await answer({ name: 'restart', params: {} });
  expect(await answer({ name: 'restart', params: {} })).toMatchObject({
    problems: [{ code: 'BOOLEAN' }],
  });
});
