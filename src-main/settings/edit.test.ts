import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { setKeys, type Changes, type EditContext } from './edit.ts';
import { listVersions } from './history.ts';

const proxy = 'enable.boxer.ens.ews.proxy';
const host = 'ews.email.server.host.and.port';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const set = (changes: Changes, context: EditContext = {}) =>
  setKeys(home.paths, changes, 'tester', { network: testNetwork(), ...context });

describe('a file in another encoding', () => {
  test.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffa=1\nb=2\n', 'utf16le'), 'BOM'],
    ['UTF-16 without one', Buffer.from('a=1\nb=2\n', 'utf16le'), 'FILE_UNREADABLE'],
    ['zero bytes in it', Buffer.from('a=1\n\0\0\n'), 'FILE_UNREADABLE'],
  ])('%s is left as it is', async (_what, bytes, code) => {
    writeFileSync(home.paths.properties, bytes);
    const refused = await set({ [proxy]: 'true' });
    expect(refused).toMatchObject({ ok: false, problems: [{ code, line: expect.any(Number) }] });
    expect(readFileSync(home.paths.properties)).toEqual(bytes);
  });
});

describe('saving', () => {
  test('changes the one line, and says so', async () => {
    const before = home.properties();
    const saved = await set({ [proxy]: 'true' });
    expect(saved).toMatchObject({ ok: true, value: { changed: true, version: 2 }, warnings: [] });
    expect(home.properties()).toBe(before.replace(`${proxy}=false`, `${proxy}=true`));
    expect(saved.ok && saved.value.files.properties).toBe(home.properties());
  });

  test('enables and disables the host override in its place', async () => {
    const before = home.properties();
    await set(
      { [host]: 'https://ews.example:443' },
      { network: testNetwork({ 'ews.example': ['192.0.2.9'] }) },
    );
    expect(home.properties()).toBe(
      before.replace(`#${host}=https://example.com:443`, `${host}=https://ews.example:443`),
    );
    await set({ [host]: null });
    expect(home.properties()).toBe(
      before.replace('https://example.com:443', 'https://ews.example:443'),
    );
  });

  test('several keys make one version', async () => {
    await set({ [proxy]: 'true', 'restart.drain.seconds': '5' });
    const versions = await listVersions(home.paths);
    expect(versions.ok && versions.value.at(-1)).toMatchObject({
      version: 2,
      by: 'tester',
      from: 'command line',
      files: ['application.properties'],
      summary: `${proxy}: false -> true, restart.drain.seconds: (none) -> 5`,
    });
  });

  test('what the file says already changes nothing, and makes no version', async () => {
    const before = statSync(home.paths.properties).mtimeMs;
    expect(await set({ [proxy]: 'false', [host]: null })).toMatchObject({
      ok: true,
      value: { changed: false, version: null },
    });
    expect(statSync(home.paths.properties).mtimeMs).toBe(before);
  });

  test('bytes beyond ASCII and the mode of the file survive', async () => {
    writeFileSync(home.paths.properties, Buffer.from(`# caf\u00e9\r\n${proxy}=false`, 'latin1'));
    chmodSync(home.paths.properties, 0o640);
    await set({ [proxy]: 'true' });
    expect(readFileSync(home.paths.properties)).toEqual(
      Buffer.from(`# caf\u00e9\r\n${proxy}=true`, 'latin1'),
    );
    expect(statSync(home.paths.properties).mode & 0o777).toBe(0o640);
  });

  test('an edit from outside is recorded before', async () => {
    home.editProperties(`${proxy}=false`, `${proxy}=true`);
    await set({ 'remove.unsupported.auth.for.ews': 'false' });
    const versions = await listVersions(home.paths);
    expect(versions.ok && versions.value.map(({ from }) => from)).toEqual([
      'init',
      'outside',
      'command line',
    ]);
  });

  test('a key that somebody added can be changed', async () => {
    home.editProperties(`${proxy}=false`, `${proxy}=false\nvendor.unknown=1`);
    expect(await set({ 'vendor.unknown': '2' })).toMatchObject({
      ok: true,
      value: { changed: true },
    });
    expect(home.properties()).toContain('vendor.unknown=2');
  });

  test('faults of other keys do not hinder: they come back as warnings', async () => {
    home.editProperties(
      'remove.unsupported.auth.for.ews=true',
      'remove.unsupported.auth.for.ews=ja',
    );
    writeFileSync(home.paths.memConfiguration, '{');
    const saved = await set({ [proxy]: 'true' });
    expect(saved).toMatchObject({ ok: true, value: { changed: true } });
    expect(saved.ok && saved.warnings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning BOOLEAN',
      'warning JSON_SYNTAX',
    ]);
  });
});

describe('refused, and nothing is written', () => {
  const expectUnchanged = async (changes: Changes, expected: object, context: EditContext = {}) => {
    const before = home.properties();
    const saved = await set(changes, context);
    expect(saved).toEqual({ ok: false, problems: [expect.objectContaining(expected)] });
    expect(home.properties()).toBe(before);
  };

  test('an unknown key, with what may be meant', () =>
    expectUnchanged(
      { 'enable.boxer.ews.proxy': 'true' },
      {
        code: 'KEY_UNKNOWN',
        message: 'There is no setting enable.boxer.ews.proxy.',
        remedy: `Did you mean ${proxy}?`,
      },
    ));

  test('the short form that has no effect', () =>
    expectUnchanged(
      { 'remove.unsupported.auth': 'true' },
      {
        code: 'KEY_NO_EFFECT',
        remedy: 'Use the full name remove.unsupported.auth.for.ews.',
      },
    ));

  test.each([
    [proxy, 'true ', 'BOOLEAN'],
    ['restart.grace.seconds', '3601', 'NUMBER'],
    [host, 'https://mail.example:443/', 'HOST_AND_PORT'],
    [host, 'https://127.0.0.1:8443', 'LOOP'],
    [host, 'http://localhost:8443', 'LOOP'],
  ])('%s=%s: %s', (key, value, code) =>
    expectUnchanged({ [key]: value }, { code, key, file: home.paths.properties }),
  );

  test('a loop over the port that is really bound', () =>
    expectUnchanged({ [host]: 'https://127.0.0.1:40123' }, { code: 'LOOP' }, { boundPort: 40123 }));

  test('one wrong key refuses the others with it', () =>
    expectUnchanged({ [proxy]: 'true', 'restart.drain.seconds': 'x' }, { code: 'NUMBER' }));

  test('a key that a byte order mark hides', async () => {
    writeFileSync(home.paths.properties, `\ufeff${proxy}=false\n`);
    await expectUnchanged({ [proxy]: 'true' }, { code: 'BOM', line: 1 });
  });

  test('a file that is a symbolic link', async () => {
    rmSync(home.paths.properties);
    writeFileSync(`${home.paths.home}/elsewhere`, `${proxy}=false\n`);
    symlinkSync(`${home.paths.home}/elsewhere`, home.paths.properties);
    await expectUnchanged(
      { [proxy]: 'true' },
      {
        code: 'FILE_UNWRITABLE',
        message: `${home.paths.properties} cannot be written: it is a symbolic link or not a plain file.`,
      },
    );
  });

  test('a missing file', async () => {
    rmSync(home.paths.properties);
    expect(await set({ [proxy]: 'true' })).toMatchObject({
      ok: false,
      problems: [{ code: 'FILE_MISSING' }],
    });
  });

  test('a file that changes underneath', async () => {
    // The look-up of a name runs between reading and writing: the moment of another editor.
    const network = testNetwork();
    const meddling = {
      ...network,
      lookup: (name: string) => {
        home.editProperties('# Settings', '# Edited');
        return network.lookup(name);
      },
    };
    expect(await set({ [proxy]: 'true' }, { network: meddling })).toMatchObject({
      ok: false,
      problems: [{ code: 'CONFIG_STALE' }],
    });
    expect(home.properties()).toContain(`${proxy}=false`);
  });
});

test('a damaged history prevents nothing', async () => {
  rmSync(home.paths.history, { recursive: true });
  writeFileSync(home.paths.history, 'not a folder');
  const saved = await set({ [proxy]: 'true' });
  expect(saved).toMatchObject({ ok: true, value: { changed: true, version: null } });
  expect(saved.ok && saved.warnings.map(({ code }) => code)).toContain('FILE_UNWRITABLE');
  expect(home.properties()).toContain(`${proxy}=true`);
});

test('what a killed writer left is swept', async () => {
  const left = `${home.paths.config}/.application.properties.0123456789ab.tmp`;
  const other = `${home.paths.config}/.application.properties.swp`;
  for (const file of [left, other]) writeFileSync(file, '');
  mkdirSync(`${home.paths.history}/.new-1-2`);
  await set({ [proxy]: 'true' });
  expect([existsSync(left), existsSync(other)]).toEqual([false, true]);
  expect(readdirSync(home.paths.history)).toEqual(['000001', '000002']);
});
