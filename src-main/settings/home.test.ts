import { existsSync, lstatSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { ensureHome } from './ensure-home.ts';
import { homePaths, resolveHome, type HomeQuery } from './home.ts';
import { initHome } from './init.ts';

describe('where the home is', () => {
  const cases: readonly (readonly [string, HomeQuery, string])[] = [
    ['flag', { flag: '/a', env: { SALLYPORT_HOME: '/b' }, platform: 'linux' }, '/a'],
    ['environment', { env: { SALLYPORT_HOME: '/b' }, platform: 'linux', uid: 0 }, '/b'],
    ['Linux, root', { env: { HOME: '/root' }, platform: 'linux', uid: 0 }, '/var/lib/sallyport'],
    [
      'Linux',
      { env: { HOME: '/home/u' }, platform: 'linux', uid: 1000 },
      '/home/u/.local/share/sallyport',
    ],
    [
      'Linux, XDG',
      { env: { HOME: '/home/u', XDG_DATA_HOME: '/d' }, platform: 'linux', uid: 1000 },
      '/d/sallyport',
    ],
    [
      'Linux, relative XDG',
      { env: { HOME: '/home/u', XDG_DATA_HOME: 'd' }, platform: 'linux', uid: 1000 },
      '/home/u/.local/share/sallyport',
    ],
    [
      'macOS',
      { env: { HOME: '/Users/u' }, platform: 'darwin', uid: 501 },
      '/Users/u/Library/Application Support/Sallyport',
    ],
    ['Windows', { env: { ProgramData: 'D:\\Data' }, platform: 'win32' }, 'D:\\Data\\Sallyport'],
    ['Windows without ProgramData', { env: {}, platform: 'win32' }, 'C:\\ProgramData\\Sallyport'],
  ];
  test.each(cases)('%s', (_name, query, expected) =>
    expect(resolveHome(query)).toMatchObject({ ok: true, value: expected }),
  );

  test('a relative flag starts at the working folder', () => {
    expect(resolveHome({ flag: 'x', env: {}, platform: 'linux' })).toMatchObject({
      value: join(process.cwd(), 'x'),
    });
  });

  test.each([
    ['--home', { flag: '', env: { SALLYPORT_HOME: '/b' } }],
    ['SALLYPORT_HOME', { env: { SALLYPORT_HOME: '' } }],
  ])(
    'an empty %s is no home: a variable that is not set must not mean the system home',
    (_what, query) => {
      expect(resolveHome({ ...query, platform: 'linux', uid: 0 })).toMatchObject({
        ok: false,
        problems: [{ code: 'USAGE', message: expect.stringContaining(_what) }],
      });
    },
  );

  test('a flag wins over an empty variable', () => {
    const query = { flag: '/a', env: { SALLYPORT_HOME: '' }, platform: 'linux' } as const;
    expect(resolveHome(query)).toMatchObject({ ok: true, value: '/a' });
  });
});

describe('folders and first files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = temporaryFolder(onTestFinished, 'home');
  });
  const paths = () => homePaths(join(folder, 'deep/home'));

  test('init creates folders 0700 and files 0600, twice changes nothing', async () => {
    const files = [paths().properties, paths().memConfiguration, paths().devices];
    expect(await initHome(paths(), { by: 'me' })).toEqual({
      ok: true,
      value: { created: files, kept: [] },
      warnings: [],
    });
    for (const path of Object.values(paths()).filter((each) => existsSync(each))) {
      expect(statSync(path).mode & 0o777, path).toBe(lstatSync(path).isDirectory() ? 0o700 : 0o600);
    }
    for (const made of ['tls', 'clientCa', 'trust', 'history', 'journal', 'logs', 'run'] as const) {
      expect(lstatSync(paths()[made]).isDirectory(), made).toBe(true);
    }
    expect(await readFile(paths().devices, 'utf8')).toBe('[]\n');
    expect(await initHome(paths(), { by: 'me' })).toEqual({
      ok: true,
      value: { created: [], kept: files },
      warnings: [],
    });
  });

  test('init writes no empty list of devices where devices were known before', async () => {
    await initHome(paths(), { by: 'me' });
    await writeFile(paths().directory, 'what was known');
    await rm(paths().devices);
    expect(await initHome(paths(), { by: 'me' })).toMatchObject({
      ok: false,
      problems: [{ code: 'FILE_MISSING', file: paths().devices }],
    });
    expect(existsSync(paths().devices)).toBe(false);
  });

  test('init keeps what exists', async () => {
    await mkdir(paths().config, { recursive: true, mode: 0o700 });
    await writeFile(paths().properties, 'enable.boxer.ens.ews.proxy=true\n');
    const done = await initHome(paths(), { by: 'me' });
    expect(done).toMatchObject({ ok: true, value: { kept: [paths().properties] } });
    expect(await readFile(paths().properties, 'utf8')).toBe('enable.boxer.ens.ews.proxy=true\n');
  });

  test('the first application.properties', async () => {
    await initHome(paths(), { by: 'me' });
    const text = await readFile(paths().properties, 'latin1');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('# '))).toEqual([
      'enable.boxer.ens.ews.proxy=false',
      'remove.unsupported.auth.for.ews=true',
      '#ews.email.server.host.and.port=https://example.com:443',
      '#restart.drain.seconds=30',
      '#restart.grace.seconds=60',
    ]);
  });

  const refusal = async () => {
    const done = await ensureHome(paths());
    return done.ok
      ? null
      : done.problems.map(({ code, message, remedy }) => [code, message, remedy]);
  };

  test('a home that others may write is refused, one that others may read is not', async () => {
    await mkdir(paths().home, { recursive: true });
    await chmod(paths().home, 0o775);
    expect(await refusal()).toEqual([
      [
        'HOME_UNSAFE',
        `${paths().home} can be written by other accounts.`,
        `Run: chmod go-w '${paths().home}'`,
      ],
    ]);
    await chmod(paths().home, 0o755);
    expect(await refusal()).toBeNull();
  });

  test('a home that is a link is refused', async () => {
    await mkdir(join(folder, 'deep'));
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), paths().home);
    expect(await refusal()).toEqual([
      ['HOME_UNSAFE', `${paths().home} is a symbolic link.`, expect.any(String)],
    ]);
  });

  test('a link in place of a folder is refused, also one that leads nowhere', async () => {
    await ensureHome(paths());
    await rm(paths().history, { recursive: true });
    await symlink(join(folder, 'nowhere'), paths().history);
    expect((await refusal())?.[0]?.[1]).toBe(`${paths().history} is a symbolic link.`);
  });

  test.runIf(process.platform === 'linux')(
    'where no folder can be made, or none with such a long name, it says so and ends',
    async () => {
      const refused = await ensureHome(homePaths('/proc/sallyport/home'));
      expect(refused).toMatchObject({
        ok: false,
        problems: [{ code: 'FILE_UNWRITABLE', remedy: expect.stringContaining('--home') }],
      });
      const long = await ensureHome(homePaths(join(folder, 'x'.repeat(300))));
      expect(long).toMatchObject({
        ok: false,
        problems: [{ remedy: 'Name a shorter path with --home.' }],
      });
    },
  );

  test('a file in place of the home', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(paths().home, '');
    expect((await refusal())?.[0]?.slice(0, 2)).toEqual([
      'HOME_UNSAFE',
      `${paths().home} is not a folder.`,
    ]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'a home of another account is refused (needs root to make one)',
    async () => {
      await mkdir(paths().home, { recursive: true });
      await chown(paths().home, 65534, 65534);
      expect((await refusal())?.[0]?.[1]).toBe(
        `${paths().home} belongs to user 65534, not to user 0 who runs this.`,
      );
    },
  );
});
