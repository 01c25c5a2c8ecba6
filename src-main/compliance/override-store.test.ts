/** `state/overrides.json` under two hands: an administrator's commands, and an editor. */
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { goodCopyOf } from './overrides-file.ts';
import { openOverrideStore } from './override-store.ts';
import type { OverrideStore } from './override-store.ts';
import { now, override } from './testing.ts';

let folder: string;
let file: string;
const adopted = vi.fn<() => void>();
beforeEach(async () => {
  folder = temporaryFolder(onTestFinished, 'store');
  file = join(folder, 'overrides.json');
  adopted.mockClear();
});

const [a, b, c] = [override('block', 'a'), override('block', 'b'), override('allow', 'c')];
const edit = (...overrides: Override[]) =>
  writeFile(file, JSON.stringify({ schemaVersion: 1, overrides }));
const onDisk = async (path = file): Promise<unknown> =>
  (JSON.parse(await readFile(path, 'utf8')) as { overrides: unknown }).overrides;
async function holding(...overrides: Override[]): Promise<OverrideStore> {
  await edit(...overrides);
  return openOverrideStore(file, () => now, adopted);
}
const asides = async () => (await readdir(folder)).filter((name) => name.includes('.bad-'));

describe('an edit by hand while the gateway runs', () => {
  test('is in force with the next look, and the good copy has it', async () => {
    const store = await holding(a);
    expect(await store.look()).toBe(false);
    await edit(a, b);
    expect(await store.look()).toBe(true);
    expect([store.current(), store.problems()]).toEqual([[a, b], []]);
    expect(await onDisk(goodCopyOf(file))).toEqual([a, b]);
    expect(await store.look()).toBe(false);
  });
  test('is noticed when another file takes the place', async () => {
    const store = await holding(a);
    await writeFile(join(folder, 'new'), JSON.stringify({ schemaVersion: 1, overrides: [b] }));
    await rename(join(folder, 'new'), file);
    expect(await store.look()).toBe(true);
    expect(store.current()).toEqual([b]);
  });
  test('may lift every block', async () => {
    const store = await holding(a);
    await edit();
    expect(await store.look()).toBe(true);
    expect(store.current()).toEqual([]);
  });
  test('that only lays the same out otherwise changes nothing', async () => {
    const store = await holding(a);
    const { device, ...rest } = a;
    await writeFile(file, JSON.stringify({ overrides: [{ ...rest, device }], schemaVersion: 1 }));
    expect(await store.look()).toBe(false);
  });
  test.each([
    ['half-written', '{"schemaVersion":1,"overri', 'JSON_SYNTAX'],
    ['empty', '', 'JSON_SYNTAX'],
    ['of another shape', '{"schemaVersion":1,"overrides":[{"device":"a"}]}', 'SCHEMA'],
  ])(
    'that is %s is left alone and reported, and what was in force stays',
    async (_what, text, code) => {
      const store = await holding(a);
      await writeFile(file, text);
      expect(await store.look()).toBe(false);
      expect([store.current(), store.problems()[0]?.code]).toEqual([[a], code]);
      expect(await readFile(file, 'utf8')).toBe(text);
      await edit(b);
      expect(await store.look()).toBe(true);
      expect([store.current(), store.problems()]).toEqual([[b], []]);
    },
  );
  test('that removes the file lifts no block, and that is said', async () => {
    const store = await holding(a);
    await rm(file);
    expect(await store.look()).toBe(false);
    expect([store.current(), store.problems()[0]?.code]).toEqual([[a], 'DIRECTORY_STALE']);
  });
});

describe('an administrator’s own write after it', () => {
  test('keeps the edit, and the gate hears of it', async () => {
    const store = await holding(a);
    await edit(a, b);
    const written = store.replace([a, c]);
    // In force at once, before anything is read.
    expect(store.current()).toEqual([a, c]);
    expect(await written).toMatchObject({ ok: true, value: [a, b, c] });
    expect([await onDisk(), store.current()]).toEqual([
      [a, b, c],
      [a, b, c],
    ]);
    expect(adopted).toHaveBeenCalledTimes(1);
  });
  test('takes back only what it saw: an override changed by hand stays, and a block wins', async () => {
    const store = await holding(a, b);
    const noted = { ...a, note: 'really' };
    await edit(noted, b);
    await store.replace([b, override('allow', 'a')]);
    expect(store.current()).toEqual([noted, b, override('allow', 'a')]);
  });
  test('does not bring back what the edit lifted', async () => {
    const store = await holding(a, b);
    await edit(b);
    await store.replace([a, b, c]);
    expect(await onDisk()).toEqual([b, c]);
  });
  test('sets an unusable edit aside and says so', async () => {
    const store = await holding(a);
    await writeFile(file, 'precious');
    expect(await store.replace([a, c])).toMatchObject({ ok: true });
    expect(await onDisk()).toEqual([a, c]);
    const [aside] = await asides();
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe('precious');
    expect(store.problems()).toMatchObject([{ code: 'JSON_SYNTAX', severity: 'warning' }]);
  });
  test('and another right behind it are all kept', async () => {
    const store = await holding(a);
    await edit(a, b);
    const first = store.replace([a, c]);
    const second = store.replace([c]);
    expect(store.current()).toEqual([c]);
    await Promise.all([first, second]);
    expect(await onDisk()).toEqual([b, c]);
    expect(await asides()).toEqual([]);
  });
});
