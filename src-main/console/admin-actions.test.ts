import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alice, codeOf, phone, useHome } from './testing.ts';

const { overFiles, paths, running, setDevices } = useHome();

const allow = {
  device: 'alicephone',
  user: alice,
  action: 'allow',
  until: null,
  note: 'trip',
} as const;

test('what changes something is noted with who did it, the newest first; what only looks is not', async () => {
  const console = overFiles();
  await console.override(allow);
  await console.set({ changes: { 'compliance.mode': 'test' } });
  await console.unset({ device: 'alicephone', user: null });
  await console.why({ user: alice });
  await console.history({});
  const noted = await console.adminActions({ limit: 10 });
  expect(noted.map(({ what }) => what)).toEqual([
    'Take back the decision about device alicephone',
    'Change compliance.mode',
    `Allow device alicephone of ${alice} (trip)`,
  ]);
  expect(noted[2]).toEqual({
    ...{ at: '2026-03-10T12:00:00.000Z', by: 'tester', from: 'command line', call: 'override' },
    ...{ what: `Allow device alicephone of ${alice} (trip)`, device: 'alicephone' },
  });
  expect(await console.adminActions({ limit: 1 })).toHaveLength(1);
  expect(await console.adminActions({ limit: 9, since: '2026-03-10T12:00:00Z' })).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(paths.actions).mode & 0o777).toBe(0o600);
});

test('a confirmation is noted with what it was of, and whether it counted', async () => {
  setDevices(
    Array.from({ length: 100 }, (_, at) => ({
      ...{ ...phone, deviceId: `d${at}`, user: `u${at}@contoso.test` },
      encrypted: at > 20,
    })),
  );
  const { console } = await running();
  const strict = { 'compliance.policies.encryption': 'true' };
  await console.set({ changes: strict });
  const [waiting] = await console.held({});
  const { what = 'clock', since = '' } = waiting ?? {};
  const other = new Date(Date.parse(since) - 1).toISOString();
  await console.confirmHeld({ what, since: other });
  await console.confirmHeld({ what, since });
  await console.set({ changes: { 'compliance.mode': 'test' }, confirmed: true });
  expect((await console.adminActions({ limit: 3 })).map((each) => each.what)).toEqual([
    'Change compliance.mode (confirmed)',
    `Confirm the policies that wait since ${since}`,
    `Confirm the policies that wait since ${other} (something else waited)`,
  ]);
});

test('what was refused was not done', async () => {
  const console = overFiles();
  expect(await codeOf(console.override({ ...allow, until: '2026-01-01T00:00:00Z' }))).toBe('USAGE');
  expect(await console.adminActions({ limit: 10 })).toEqual([]);
});

test('secrets and values of settings are not in it', async () => {
  const console = overFiles();
  const value = Buffer.from('hunter2').toString('base64');
  await console.setSecret({ name: 'kcd.password', value });
  const text = readFileSync(paths.actions, 'utf8');
  expect(text).toContain('Set the secret kcd.password');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain(value);
});

test('half a line of a power cut hides no other, and a long file gives way to a new one', async () => {
  const console = overFiles();
  await console.override(allow);
  appendFileSync(paths.actions, '{"at":"2026-03-\n');
  await console.override({ ...allow, action: 'block' });
  expect(await console.adminActions({ limit: 10 })).toHaveLength(2);
  appendFileSync(paths.actions, `${' '.repeat(3_000_000)}\n`);
  await console.unset({ device: 'alicephone', user: null });
  expect(readFileSync(paths.actions, 'utf8').split('\n')).toHaveLength(2);
  expect(await console.adminActions({ limit: 10 })).toHaveLength(3);
});

test('a file that cannot be read is said to be so, and no change waits for it', async () => {
  const console = overFiles();
  mkdirSync(paths.actions);
  expect(await codeOf(console.adminActions({ limit: 10 }))).toBe('FILE_UNREADABLE');
  expect(await console.override(allow)).toMatchObject({ replaced: null });
});
