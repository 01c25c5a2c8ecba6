/** For the tests of this room only: a home of its own for each test, and services that end with it. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, onTestFinished, vi } from 'vitest';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { decide } from './decide.ts';
import { openDirectory } from './service.ts';
import type { DirectoryOptions, DirectoryService } from './service.ts';
import { alice, bob, eas, input, policies } from './testing.ts';

type Deciding = Pick<DirectoryService, 'current'>;

/** Where unknown devices may pass. */
export const asked = (service: Deciding, identity = eas(bob, 'gone')) =>
  decide(identity, service.current(), policies({ unknownDevices: 'allow' }), new Date());

export const said = (service: Deciding, identity = eas(bob, 'gone')): string => {
  const { verdict, reason } = asked(service, identity);
  return `${verdict} ${reason}`;
};

export const damage = (file: string) => writeFile(file, '{"schemaVersion":1\0\0\0');

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const codes = (service: DirectoryService): string[] =>
  service.problems().map((each) => each.code);

/** Of Alice's mail. */
export const verdict = (
  service: Pick<DirectoryService, 'current'>,
  id: string,
  more = {},
): string => decide(eas(alice, id), service.current(), policies(more), new Date()).reason;

export const until = (hold: () => void) => vi.waitFor(hold, { timeout: PATIENCE_MS, interval: 5 });

/** To be called once at the top of a test file. */
export function useHome() {
  let home = '';
  let opened: DirectoryService[] = [];
  /** Those of the test that runs. */
  const paths = { feedFile: '', stateFile: '', overridesFile: '' };
  const changed = vi.fn<() => void>();

  beforeEach(async () => {
    home = temporaryFolder(onTestFinished, 'directory');
    paths.feedFile = join(home, 'devices.json');
    paths.stateFile = join(home, 'state', 'directory');
    paths.overridesFile = join(home, 'state', 'overrides.json');
    await mkdir(join(home, 'state'));
    changed.mockClear();
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
  });

  const feed = (...devices: DeviceInput[]) => writeFile(paths.feedFile, JSON.stringify(devices));
  const start = async (more: Partial<DirectoryOptions> = {}): Promise<DirectoryService> => {
    const now = () => new Date();
    const usual = { now, onChange: changed, log: quiet, pollMs: 20 };
    const service = await openDirectory({ ...paths, ...usual, ...more });
    opened.push(service);
    return service;
  };

  return {
    paths,
    changed,
    feed,
    start,
    inHome: (...names: string[]) => join(home, ...names),
    namesInState: async (start = '') =>
      (await readdir(join(home, 'state'))).filter((name) => name.startsWith(start)),
    writeOverrides: (...overrides: object[]) =>
      writeFile(paths.overridesFile, JSON.stringify({ schemaVersion: 1, overrides })),
    /** Alice's `a` is enrolled, and `gone` left device management; both files have it. */
    remembering: async () => {
      await feed(input('a'), input('gone', { users: [bob] }));
      await (await start()).close();
      await feed(input('a'));
      await (await start()).close();
    },
  };
}
