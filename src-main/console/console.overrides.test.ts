/** Overrides made and taken back, with and without a gateway. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CUT_EACH_TIME } from '../testing/fake-engine.ts';
import { alice, codeOf, useHome } from './testing.ts';

const { configure, overFiles, paths, running } = useHome();

describe('overrides', () => {
  const allow = { device: 'D1', action: 'allow', user: null, until: null, note: null } as const;

  test('the newest for a device and user counts; unset without a user takes all back', async () => {
    const console = overFiles();
    await console.override(allow);
    await console.override({ ...allow, action: 'block' });
    await console.override({ ...allow, user: alice });
    const kept = JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides;
    expect(kept).toMatchObject([
      { device: 'D1', action: 'block', user: null, by: 'tester' },
      { device: 'D1', action: 'allow', user: alice },
    ]);
    expect(await console.unset({ device: 'd1', user: 'ALICE@contoso.test' })).toEqual({
      ...{ removed: 1, cut: 0, warnings: [] },
    });
    await console.override({ ...allow, user: alice });
    expect(await console.unset({ device: 'D1', user: null })).toMatchObject({ removed: 2, cut: 0 });
    expect(await console.unset({ device: 'D1', user: null })).toMatchObject({
      ...{ removed: 0, cut: 0, warnings: [{ code: 'OVERRIDE_UNKNOWN', severity: 'warning' }] },
    });
  });

  test.each([
    ['without a gateway', async () => overFiles()],
    ['with one', async () => (await running()).console],
  ])('%s what the directory does not know is kept, with a doubt', async (_what, attach) => {
    const console = await attach();
    const codes = async (more: object) =>
      (await console.override({ ...allow, ...more })).warnings.map((each) => each.code);
    expect(await codes({ device: 'alicephone' })).toEqual([]);
    expect(await codes({ device: 'alicephone', user: alice, action: 'block' })).toEqual([]);
    expect(await codes({ device: 'alicefone' })).toEqual(['DEVICE_UNKNOWN']);
    // The override that is there now is no device, either.
    expect(await codes({ device: 'alicefone' })).toEqual(['DEVICE_UNKNOWN']);
    expect(await codes({ device: 'alicephone', user: 'alise' })).toEqual(['USER_UNKNOWN']);
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(4);
  });

  test.each(['test', 'off'])('in mode %s a block says that it blocks nobody', async (mode) => {
    configure({ mode });
    const block = { ...allow, device: 'alicephone', action: 'block' } as const;
    expect((await overFiles().override(block)).warnings).toMatchObject([{ code: 'NOT_ENFORCED' }]);
    expect((await overFiles().override({ ...block, action: 'allow' })).warnings).toEqual([]);
    writeFileSync(paths.memConfiguration, '{');
    expect((await overFiles().override(block)).warnings).toEqual([]);
  });

  test('an end in the past and an id that is none are refused', async () => {
    const past = { ...allow, until: '2026-03-10T11:59:59Z' };
    expect(await codeOf(overFiles().override(past))).toBe('USAGE');
    expect(await codeOf(overFiles().override({ ...allow, device: 'a\u0000b' }))).toBe('USAGE');
  });

  test.each([
    ['a user without a name', { user: ' ' }],
    ['a user whose name is none', { user: 'a\u0000b' }],
    ['a note that is too long', { note: 'x'.repeat(501) }],
  ])('%s is refused: the file that it makes could not be read again', async (_what, wrong) => {
    await overFiles().override({ ...allow, action: 'block' });
    expect(await codeOf(overFiles().override({ ...allow, ...wrong }))).toBe('USAGE');
    const { console } = await running();
    expect(await codeOf(console.override({ ...allow, ...wrong }))).toBe('USAGE');
    expect(await console.why({ device: 'D1' })).toMatchObject({ reason: 'OVERRIDE_BLOCK' });
  });

  test('a running gateway has them in force and on disk when the answer comes', async () => {
    const { console } = await running();
    const made = await console.override({ ...allow, device: 'alicephone', action: 'block' });
    expect(made.cut).toBe(CUT_EACH_TIME);
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ reason: 'OVERRIDE_BLOCK' });
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(1);
    const many = Array.from({ length: 20 }, (_, at) =>
      console.override({ ...allow, device: `D${at}` }),
    );
    await Promise.all(many);
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(21);
    expect(await console.unset({ device: 'alicephone', user: null })).toEqual({
      ...{ removed: 1, cut: CUT_EACH_TIME, warnings: [] },
    });
  });
});
