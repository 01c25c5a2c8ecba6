/** `secret`: values come by standard input and go into the file; nothing prints them. */
import { PassThrough } from 'node:stream';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeEngine as engine } from '../testing/fake-engine.ts';
import { runCommandLine } from './main.ts';
import { readSecret } from './secret-input.ts';
import { runIn, serving, testHost, useFolder } from './testing.ts';

const home = useFolder();

async function set(name: string, typed: string, ...more: string[]) {
  const { host, said } = testHost(new Map(), typed);
  const code = await runCommandLine(
    ['secret', 'set', name, '--home', home(), ...more],
    engine,
    host,
  );
  return { code, ...said };
}
const sealed = (): string[] =>
  (
    JSON.parse(readFileSync(join(home(), 'state', 'secrets.json'), 'utf8')) as {
      secrets: { sealed: string }[];
    }
  ).secrets.map((each) => Buffer.from(each.sealed, 'base64').toString());

test('is set without its line end, listed and removed; nothing says what it is', async () => {
  await runIn(home(), 'init');
  expect((await runIn(home(), 'secret')).out).toContain('none is set');
  const done = await set('kcd.password', 'Hunter-12\r\n');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('the rights of its file; it counts when a gateway is started');
  expect(sealed()).toEqual(['Hunter-12']);
  const listed = await runIn(home(), 'secret', '--json');
  expect(listed.json).toMatchObject([{ name: 'kcd.password', protector: 'account' }]);
  expect(done.out + done.log + listed.out).not.toContain('Hunter');
  const removed = await runIn(home(), 'secret', 'remove', 'kcd.password', '--json');
  expect(removed).toMatchObject({ code: 0, json: [{ removed: true }] });
  expect(sealed()).toEqual([]);
});

test('a keytab is taken byte for byte', async () => {
  await runIn(home(), 'init');
  // One AES key for svc@EX.TEST, all line ends.
  const head = '05020000003d0001000745582e54455354000373766300000001000000000100120020';
  const keytab = Buffer.from(head, 'hex').toString() + '\n'.repeat(32);
  await set('kcd.keytab', keytab);
  expect(sealed()).toEqual([keytab]);
});

test('goes over the channel while a gateway runs', async () => {
  await runIn(home(), 'init');
  await runIn(home(), 'set', 'listener.port=0');
  const { said } = await serving(home(), async () => {
    expect(await set('kcd.password', 'Hunter-12')).toMatchObject({ code: 0 });
    expect((await runIn(home(), 'secret')).out).toContain('kcd.password');
  });
  expect(sealed()).toEqual(['Hunter-12']);
  expect(said.out + said.err + said.log).not.toContain('Hunter');
});

test.each([
  [['secret', 'show'], 'no "show"'],
  [['secret', 'set'], 'name one of the secrets'],
  [['secret', 'set', 'kcd.passwort'], 'name one of the secrets'],
  [['secret', 'set', 'kcd.password'], 'the value is empty'],
])('%j is wrong usage', async (argv, text) => {
  const done = await runIn(home(), ...argv);
  expect(done).toMatchObject({ code: 2, out: '' });
  expect(done.err).toContain(text);
});

test('a text of several lines is refused without being quoted', async () => {
  await runIn(home(), 'init');
  const done = await set('kcd.password', 'one\ntwo\n');
  expect(done.code).toBe(2);
  expect(done.err).toContain('more than one line');
  expect(done.err).not.toContain('two');
});

class Terminal extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(mode: boolean): this {
    this.modes.push(mode);
    return this;
  }
}

test.each([
  ['a line', ['Hün', 'ter\r'], 'Hünter'],
  ['what was taken back', ['Hunx\u007fter\n'], 'Hunter'],
  ['nothing after Ctrl-C', ['Hunt\u0003'], ''],
])('at a terminal: %s, without an echo', async (_what, typed, value) => {
  const terminal = new Terminal();
  let said = '';
  const reading = readSecret(terminal, (text) => (said += text), 'kcd.password: ');
  for (const part of typed) terminal.write(part);
  expect((await reading).toString()).toBe(value);
  expect(said).toBe('kcd.password: \n');
  expect(terminal.modes).toEqual([true, false]);
});

test('from a file: whole, and no more than a secret may have', async () => {
  const input = new PassThrough();
  const reading = readSecret(input, () => undefined, '');
  input.write('a\n');
  input.end(Buffer.alloc(70_000, 'b'));
  expect((await reading).length).toBe(64 * 1024 + 1);
});
