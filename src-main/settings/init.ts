/** `init`: commented default files. Keeps whatever exists. */
import { existsSync } from 'node:fs';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { atomicWrite } from '../disk/atomic-write.ts';
import { initialMemText, initialPropertiesText } from './defaults.ts';
import { ensureHome } from './ensure-home.ts';
import { digestOf, encode, readFilesThatExist } from './files.ts';
import type { HomePaths } from './home.ts';
import { readPlainFile } from '../disk/contained-file.ts';
import { putFiles } from './put-files.ts';

export interface Initialised {
  /** Absolute paths of the files that were written. */
  readonly created: readonly string[];
  /** Those that were there already. */
  readonly kept: readonly string[];
}

export interface InitContext {
  /** Account of the operating system, for the history. */
  readonly by: string;
  readonly now?: (() => Date) | undefined;
}

/** The caller holds the lock of the home, or is alone with a new one. */
export async function initHome(
  paths: HomePaths,
  context: InitContext,
): Promise<Result<Initialised>> {
  const ensured = await ensureHome(paths);
  if (!ensured.ok) return ensured;
  const before = await readFilesThatExist(paths);
  if (!before.ok) return before;
  const { properties, memConfiguration } = before.value;
  const put = await putFiles(paths, {
    files: {
      properties: properties ?? encode('properties', initialPropertiesText()),
      memConfiguration: memConfiguration ?? encode('memConfiguration', initialMemText()),
    },
    expected: digestOf(before.value),
    author: { ...context, from: 'init' },
  });
  if (!put.ok) return put;
  const feed = await createFeed(paths);
  if (!feed.ok) return feed;
  const files: readonly (readonly [path: string, isNew: boolean])[] = [
    [paths.properties, properties === null],
    [paths.memConfiguration, memConfiguration === null],
    [paths.devices, feed.value],
  ];
  const pathsOf = (wanted: boolean) =>
    files.filter(([, isNew]) => isNew === wanted).map(([path]) => path);
  return success({ created: pathsOf(true), kept: pathsOf(false) }, put.warnings);
}

/** An empty device feed, unless there is one. */
async function createFeed(paths: HomePaths): Promise<Result<boolean>> {
  const found = await readPlainFile(paths.devices, Number.POSITIVE_INFINITY);
  if (found.ok) return success(false);
  const grave = found.problems.filter((each) => each.code !== 'FILE_MISSING');
  if (grave.length > 0) return failure(...grave);
  // Where devices were known before, an empty list would say that every one of them was deleted.
  if (existsSync(paths.directory)) {
    const message = `${paths.devices} is missing, and an empty one would remove every known device`;
    return failure(
      problem('FILE_MISSING', message, {
        file: paths.devices,
        remedy: 'Write it again from your device management; docs/devices.md says how.',
      }),
    );
  }
  const written = await atomicWrite(paths.devices, Buffer.from('[]\n'));
  return written.ok ? success(true) : written;
}
