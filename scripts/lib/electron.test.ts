import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { packAsar } from './asar.mjs';
import { devRuntimeIn, isDevRuntime, provideDevRuntime } from './electron-dev.mjs';
import {
  download,
  executableName,
  forgetFailure,
  officialDist,
  rememberedFailure,
  rememberFailure,
} from './electron-official.mjs';
import { provideElectron } from './electron.mjs';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'electron');
});

const log = () => undefined;

describe.runIf(process.platform === 'linux')('the development run-time', () => {
  const archive = () => {
    const content = join(folder, 'content');
    mkdirSync(join(content, 'resources', 'app'), { recursive: true });
    writeFileSync(join(content, '@wingconsoledesktop'), 'program');
    writeFileSync(join(content, 'resources', 'app', 'foreign.js'), 'app');
    const file = join(folder, 'app.tar.gz');
    execFileSync('tar', ['-czf', file, '-C', content, '.']);
    return file;
  };
  const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  const cache = () => join(folder, 'cache');

  it('refuses an archive with another checksum and leaves nothing', async () => {
    const file = archive();
    const fetchArchive = () => Promise.resolve(file);
    const made = provideDevRuntime({ cache: cache(), log, fetchArchive });
    await expect(made).rejects.toThrow(sha256(file));
    expect(readdirSync(cache())).toEqual([]);
    expect(devRuntimeIn(cache())).toBeUndefined();
  });

  it('leaves nothing of an archive that cannot be unpacked', async () => {
    const file = join(folder, 'app.tar.gz');
    writeFileSync(file, 'no archive');
    const fetchArchive = () => Promise.resolve(file);
    const options = { cache: cache(), log, fetchArchive, sha256: sha256(file) };
    await expect(provideDevRuntime(options)).rejects.toThrow('tar could not unpack');
    expect(readdirSync(cache())).toEqual([]);
  });

  it('is Electron without the app that it came with, and says what it is', async () => {
    const file = archive();
    mkdirSync(join(cache(), '.new-left-by-a-kill'), { recursive: true });
    const options = {
      cache: cache(),
      log,
      fetchArchive: () => Promise.resolve(file),
      sha256: sha256(file),
    };
    const dist = await provideDevRuntime(options);
    expect(readFileSync(join(dist, 'electron'), 'utf8')).toBe('program');
    expect(readdirSync(join(dist, 'resources'))).toEqual(['default_app.asar']);
    expect(isDevRuntime(dist)).toBe(true);
    expect(devRuntimeIn(cache())).toBe(dist);
    expect(readdirSync(cache())).toEqual(['development-25.1.1']);
    // A second one takes the place of the first.
    expect(await provideDevRuntime(options)).toBe(dist);
  });

  it('is made again when the default app in it is another', async () => {
    const file = archive();
    const fetchArchive = () => Promise.resolve(file);
    const dist = await provideDevRuntime({
      cache: cache(),
      log,
      fetchArchive,
      sha256: sha256(file),
    });
    writeFileSync(join(dist, 'DEVELOPMENT-RUNTIME.txt'), 'of an older checkout');
    expect(devRuntimeIn(cache())).toBeUndefined();
  });
});

describe('the official Electron', () => {
  const install = (version: string) => {
    const executable = join(folder, 'dist', executableName());
    mkdirSync(join(executable, '..'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '45.4.1' }));
    writeFileSync(join(folder, 'dist', 'version'), version);
    writeFileSync(executable, 'program');
    writeFileSync(join(folder, 'path.txt'), executableName());
  };

  it('is found when all of the locked version is there', () => {
    install('45.4.1');
    expect(officialDist(folder)).toBe(join(folder, 'dist'));
    install('45.4.0');
    expect(officialDist(folder)).toBeUndefined();
    install('45.4.1');
    rmSync(join(folder, 'path.txt'));
    expect(officialDist(folder)).toBeUndefined();
  });

  const day = 24 * 60 * 60_000;
  const now = Date.parse('2026-03-01T12:00:00Z');
  const version = '45.4.1';

  it('is not tried again for a day after a failure', () => {
    rememberFailure(folder, 'no way', { version, now });
    const failure = { version, reason: 'no way', at: '2026-03-01T12:00:00.000Z' };
    expect(rememberedFailure(folder, { version, now: now + day - 1 })).toEqual(failure);
    expect(rememberedFailure(folder, { version, now: now + day })).toBeUndefined();
  });

  it('is tried again as another version, with a clock set back and after a success', () => {
    rememberFailure(folder, 'no way', { version, now });
    expect(rememberedFailure(folder, { version: '45.4.2', now })).toBeUndefined();
    expect(rememberedFailure(folder, { version, now: now - 1 })).toBeUndefined();
    forgetFailure(folder);
    expect(rememberedFailure(folder, { version, now })).toBeUndefined();
  });

  it('does not trip over a broken note', () => {
    writeFileSync(join(folder, 'official-failed.json'), '{"version":');
    expect(rememberedFailure(folder, { version, now })).toBeUndefined();
  });

  const failing = (output: string, timedOut = false) => {
    const seen: { env?: unknown } = {};
    const exec = (_command: string, _args: string[], options: { env?: unknown } = {}) => {
      seen.env = options.env;
      return Promise.resolve({ code: 1, timedOut, output });
    };
    return { exec, seen };
  };

  it('says in one line why it could not be had', async () => {
    const { exec, seen } = failing('TypeError: fetch failed\n    at somewhere\n');
    expect(await download({ log, exec, env: {} })).toBe(
      'the place where it is published cannot be reached',
    );
    expect(seen.env).toEqual({});
    const slow = failing('', true);
    expect(await download({ log, exec: slow.exec, env: {} })).toBe('not done within 10 minutes');
  });

  it('goes through a proxy and names it, without its password', async () => {
    const { exec, seen } = failing('HTTPError: Response code 407\n');
    const env = { HTTPS_PROXY: 'http://anna:secret@proxy.example:3128' };
    const said: string[] = [];
    const reason = await download({ log: (text: string) => said.push(text), exec, env });
    expect(reason).toBe('HTTPError: Response code 407 through the proxy proxy.example:3128');
    expect(said.join()).toContain('proxy.example:3128');
    expect(said.join()).not.toContain('secret');
    expect(seen.env).toEqual({ ELECTRON_GET_USE_PROXY: 'true' });
  });
});

describe('ELECTRON_OVERRIDE_DIST_PATH', () => {
  const before = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  beforeEach(() => {
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    else process.env['ELECTRON_OVERRIDE_DIST_PATH'] = before;
  });

  it('comes before everything else', async () => {
    const executable = join(folder, executableName());
    mkdirSync(join(executable, '..'), { recursive: true });
    writeFileSync(executable, '');
    writeFileSync(join(folder, 'version'), 'v30.1.2\n');
    expect(await provideElectron({ log })).toEqual({
      dist: folder,
      executable,
      version: '30.1.2',
      official: false,
    });
  });

  it('must name an Electron', async () => {
    await expect(provideElectron({ log })).rejects.toThrow('ELECTRON_OVERRIDE_DIST_PATH');
  });
});

it('writes an asar archive', () => {
  const bytes = packAsar({ 'a.txt': 'first', 'b.txt': 'second' });
  const headerSize = bytes.readUInt32LE(4);
  const json = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString();
  const { files } = JSON.parse(json) as {
    files: Record<string, { size: number; offset: string }>;
  };
  expect(bytes.readUInt32LE(0)).toBe(4);
  expect(bytes.readUInt32LE(8)).toBe(headerSize - 4);
  const { size, offset } = files['b.txt']!;
  const start = 8 + headerSize + Number(offset);
  expect(bytes.subarray(start, start + size).toString()).toBe('second');
  expect(bytes).toHaveLength(8 + headerSize + 'firstsecond'.length);
});
