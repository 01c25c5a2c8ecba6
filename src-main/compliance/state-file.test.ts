import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { device, devices, msAgo } from './testing.ts';
import { readState, writePrivate, writeState } from './state-file.ts';
import { openStateWriter } from './state-writer.ts';

let file: string;
beforeEach(async () => {
  file = join(temporaryFolder(onTestFinished, 'state'), 'state', 'directory');
});
const state = {
  known: devices(
    device('a'),
    device('üm\u2028laut', { enrollment: 'removed', override: null, lastSeen: null }),
  ),
  dataAt: msAgo(3),
  mergedAt: msAgo(4),
};

test('what is written is read, and belongs to this account alone', async () => {
  expect(await readState(file)).toMatchObject({ ok: true, value: null });
  expect(await writeState(file, state)).toBeNull();
  expect(await readState(file)).toMatchObject({ ok: true, value: state });
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file of an older version, without a digest, is read', async () => {
  await writeState(file, state);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/,"digest":"\w+"/, ''));
  expect(await readState(file)).toMatchObject({ ok: true, value: state });
});

test('an empty directory is a state too', async () => {
  await writeState(file, { ...state, known: devices() });
  expect(await readState(file)).toMatchObject({
    ok: true,
    value: { known: { rows: { length: 0 } } },
  });
});

test.each([
  ['cut off', (text: string) => text.slice(0, text.indexOf('\n') + 20), 2],
  ['short of a line', (text: string) => text.split('\n').slice(0, 2).join('\n'), 1],
  ['empty', () => '', 1],
  [
    'of another version',
    (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":2'),
    1,
  ],
  [
    'with a record that is none',
    (text: string) => text.replace('"enrollment":"enrolled"', '"enrollment":"lost"'),
    2,
  ],
  ['with one device twice', (text: string) => text.replace('üm\u2028laut', 'a'), 1],
  ['changed in one letter', (text: string) => text.replace('"deviceId":"a"', '"deviceId":"b"'), 1],
])('a file that is %s is damaged as a whole', async (what, spoil, line) => {
  await writeState(file, state);
  const spoilt = spoil(await readFile(file, 'utf8'));
  // Cut within a record, the count of lines no longer fits either.
  await writeFile(file, spoilt);
  const read = await readState(file);
  expect(read.ok).toBe(false);
  if (!read.ok && what !== 'cut off') expect(read.problems[0]).toMatchObject({ file, line });
});

test('a folder that cannot be written is a problem and no exception', async () => {
  const blocked = join(file, '..', 'no-folder');
  await writeState(join(file, '..', 'x'), state);
  await writeFile(blocked, '');
  expect(await writeState(join(blocked, 'directory'), state)).toMatchObject({
    code: 'FILE_UNWRITABLE',
  });
});

test('what a killed writer left is removed, and a file that others could read is closed to them', async () => {
  await writeState(file, state);
  await chmod(file, 0o644);
  const left = join(dirname(file), '.directory.0123456789ab.tmp');
  await writeFile(left, 'half');
  expect(await writePrivate(file, 'x')).toBeNull();
  expect(await readdir(dirname(file))).toEqual(['directory']);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a state that the disk refused is written once the disk takes it', async () => {
  const blocked = dirname(file);
  await writeFile(blocked, '');
  const report = vi.fn();
  const writer = openStateWriter((next) => writeState(file, next), report, 0);
  writer.write(state);
  await writer.idle();
  writer.retry();
  await writer.idle();
  expect(writer.problem()).toMatchObject({ code: 'FILE_UNWRITABLE' });
  expect(report).toHaveBeenCalledTimes(1);
  await rm(blocked);
  writer.retry();
  await writer.idle();
  expect(writer.problem()).toBeNull();
  expect(await readState(file)).toMatchObject({ ok: true, value: state });
});
