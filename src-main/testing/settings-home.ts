/** A throw-away home folder with the files that `init` writes, for tests of settings. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import type { Network } from '../settings/loop.ts';
import { makeTemporary } from './temporary-folder.ts';

export interface TestHome {
  readonly paths: HomePaths;
  /** Replaces a text in `application.properties` (Latin-1); fails when it is not there. */
  readonly editProperties: (from: string, to: string) => void;
  readonly properties: () => string;
  readonly memConfiguration: () => Record<string, unknown>;
  /** Writes `mem-configuration.json` with some settings changed, by dotted path; undefined removes one. */
  readonly changeMem: (changes: Readonly<Record<string, unknown>>) => void;
  readonly remove: () => Promise<void>;
}

/** A network that knows `mail.example` and the names given; nothing leaves the machine. */
export function testNetwork(names: Readonly<Record<string, readonly string[]>> = {}): Network {
  const known: Readonly<Record<string, readonly string[]>> = {
    'mail.example': ['192.0.2.25'],
    localhost: ['127.0.0.1', '::1'],
    ...names,
  };
  return {
    lookup: (host) => {
      const found = known[host];
      return found === undefined
        ? Promise.reject(new Error(`ENOTFOUND ${host}`))
        : Promise.resolve(found);
    },
    local: () => ['127.0.0.1', '::1', '192.0.2.1', 'fe80::1%eth0'],
  };
}

export async function createTestHome(): Promise<TestHome> {
  const { path: folder, remove } = makeTemporary('home');
  const paths = homePaths(join(folder, 'home'));
  const made = await initHome(paths, { by: 'tester' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const properties = () => readFileSync(paths.properties, 'latin1');
  const memConfiguration = () =>
    JSON.parse(readFileSync(paths.memConfiguration, 'utf8')) as Record<string, unknown>;
  return {
    paths,
    properties,
    memConfiguration,
    editProperties: (from, to) => {
      const text = properties();
      if (!text.includes(from)) throw new Error(`not in the file: ${from}`);
      writeFileSync(
        paths.properties,
        text.replace(from, () => to),
        'latin1',
      );
    },
    changeMem: (changes) => {
      const root = memConfiguration();
      for (const [key, value] of Object.entries(changes)) place(root, key.split('.'), value);
      writeFileSync(paths.memConfiguration, JSON.stringify(root, null, 2));
    },
    remove: async () => remove(),
  };
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length > 0) place((target[name] ??= {}) as Record<string, unknown>, rest, value);
  else target[name] = value;
}
