/** Undoing an allow or a block, over the files and through the channel of a running gateway. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Console, Params } from '../../src-shared/contract/calls.ts';
import type { Override } from '../../src-shared/devices.ts';
import { SallyportError, type Problem } from '../../src-shared/errors.ts';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createConsole } from './console.ts';
import { hostGateway } from './hosting.ts';

const alice = 'alice@contoso.test';
const target = { device: 'D1', user: alice };
const terms = { until: null, note: null };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let paths: HomePaths;
let clock: number;
/** Each decision at an instant of its own. */
const now = (): Date => new Date((clock += 1000));

beforeEach(async () => {
  clock = Date.parse('2026-03-10T12:00:00Z');
  paths = homePaths(temporaryFolder(onTestFinished, 'undo'));
  await initHome(paths, { by: 'tester' });
  writeFileSync(paths.devices, '[]');
  const file = JSON.parse(readFileSync(paths.memConfiguration, 'utf8'));
  file.listener.port = 0;
  file.emailServer.hostAndPort = 'https://127.0.0.1:9';
  writeFileSync(paths.memConfiguration, JSON.stringify(file));
});

const overFiles = (by = 'tester'): Console =>
  createConsole({ paths, running: null, by, from: 'command line', now });

async function overChannel(): Promise<Console> {
  const hosting = hostGateway({
    ...{ paths, engine: fakeEngine, lock: { held: true }, by: 'tester', log: quiet, now },
    emit: () => undefined,
  });
  onTestFinished(hosting.end);
  const started = await hosting.service.start();
  if (!started.ok) throw new SallyportError(started.problems);
  const client = await connectChannel(endpointOf(paths));
  if (!client.ok) throw new SallyportError(client.problems);
  onTestFinished(() => client.value.close());
  return client.value;
}

async function refusal(work: Promise<unknown>): Promise<readonly Problem[]> {
  const error: unknown = await work.catch((why: unknown) => why);
  if (error instanceof SallyportError) return error.problems;
  throw new Error('it was not refused');
}
const kept = (): readonly Override[] =>
  (JSON.parse(readFileSync(paths.overrides, 'utf8')) as { overrides: Override[] }).overrides;

describe.each([
  ['without a gateway', async () => overFiles()],
  ['through the channel', overChannel],
])('%s', (_where, attach) => {
  const allow = { ...target, ...terms, action: 'allow' } as const;
  const block = { ...allow, action: 'block' } as const;

  test('a block goes, and the allow before it stands again, with its own instant', async () => {
    const console = await attach();
    const { override: before } = await console.override(allow);
    const { override: made, replaced } = await console.override(block);
    await console.unset({ ...target, instead: replaced, made: made.at });
    expect(kept()).toEqual([before]);
  });

  test('what somebody decided in the meantime stands, and is named', async () => {
    const console = await attach();
    const { override: made, replaced } = await console.override(block);
    const { override: later } = await console.override({ ...block, note: 'stolen' });
    const problems = await refusal(console.unset({ ...target, instead: replaced, made: made.at }));
    expect(problems).toMatchObject([{ code: 'OVERRIDE_CHANGED' }]);
    expect(problems[0]?.message).toContain(`now tester has decided: block, at ${later.at}`);
    expect(kept()).toEqual([later]);
  });

  test('an allow that was taken back already does not bring the one before it back', async () => {
    const console = await attach();
    await console.override(allow);
    const { override: made, replaced } = await console.override(block);
    await console.unset(target);
    const undone = console.unset({ ...target, instead: replaced, made: made.at });
    expect(await refusal(undone)).toMatchObject([
      { code: 'OVERRIDE_CHANGED', message: expect.stringContaining('in force no more') },
    ]);
    expect(kept()).toEqual([]);
  });

  const past = '2026-03-01T00:00:00Z';
  const instead: Override = { ...allow, at: past, by: 'admin' };
  test.each<[string, Partial<Params<'unset'>>, string]>([
    ['of another device', { instead: { ...instead, device: 'D2' } }, 'another device or user'],
    ['of another user', { instead: { ...instead, user: 'bob@b.test' } }, 'another device or user'],
    ['of everybody', { instead: { ...instead, user: null } }, 'another device or user'],
    ['from the future', { instead: { ...instead, at: '2036-01-01T00:00:00Z' } }, 'in the future'],
    ['that is nothing to undo', { made: past }, '"made" is for "instead" only'],
  ])('what comes back %s is refused, and nothing is done', async (_what, wrong, why) => {
    const console = await attach();
    const { override: made } = await console.override(block);
    expect(await refusal(console.unset({ ...target, ...wrong }))).toMatchObject([
      { code: 'USAGE', message: expect.stringContaining(why) },
    ]);
    expect(kept()).toEqual([made]);
  });

  test('what is no override at all is refused by its shape', async () => {
    const console = await attach();
    const { override: made } = await console.override(block);
    const shapeless = { ...target, instead: { ...instead, at: 'yesterday' } };
    const [found] = await refusal(console.unset(shapeless));
    expect(found).toMatchObject({ code: expect.stringMatching(/^(USAGE|CHANNEL)$/) });
    expect(kept()).toEqual([made]);
  });
});
