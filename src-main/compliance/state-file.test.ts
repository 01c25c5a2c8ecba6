import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { device, msAgo } from './sample.ts';
import { readState, writeState } from './state-file.ts';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'state-')), 'state', 'directory');
});
const state = {
  known: [
    device('a'),
    device('üm\u2028laut', { enrollment: 'removed', override: null, lastSeen: null }),
  ],
  dataAt: msAgo(3),
  mergedAt: msAgo(4),
};

test('what is written is read, and belongs to this account alone', async () => {
  expect(await readState(file)).toMatchObject({ ok: true, value: null });
  expect(await writeState(file, state)).toBeNull();
  expect(await readState(file)).toMatchObject({ ok: true, value: state });
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('an empty directory is a state too', async () => {
  await writeState(file, { ...state, known: [] });
  expect(await readState(file)).toMatchObject({ ok: true, value: { known: [] } });
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
