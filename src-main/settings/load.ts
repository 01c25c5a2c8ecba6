/** Reads the saved settings, as a generation of the gateway is built from them. */
import { failure, isError, success, type Result } from '../../src-shared/errors.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { decode, digestOf, readFiles, type FileBytes, type FileTexts } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';

export type { LoadContext } from './interpret.ts';
export type { FileTexts } from './files.ts';

export interface Loaded {
  readonly settings: GatewaySettings;
  /** What the settings were made from: `properties` one character per byte, `memConfiguration` UTF-8. */
  readonly files: FileTexts;
  /** Tells one state of the two files from another. */
  readonly digest: string;
}

/** Fails with every error of both files, and the warnings after them. */
export async function loadSettings(
  paths: HomePaths,
  context: LoadContext = {},
): Promise<Result<Loaded>> {
  const read = await readFiles(paths);
  const { settings, problems } = await interpret(read.bytes, paths, context);
  const found = [...read.problems, ...problems];
  const files = textsOf(read.bytes);
  if (settings === null || files === null || found.some(isError)) {
    return failure(...found.filter(isError), ...found.filter((each) => !isError(each)));
  }
  return success({ settings, files, digest: digestOf(read.bytes) }, found);
}

/** The saved texts without any check, for a comparison; a file that cannot be read counts as empty. */
export async function readSaved(paths: HomePaths): Promise<FileTexts> {
  const { bytes } = await readFiles(paths);
  const { properties, memConfiguration } = bytes;
  return {
    properties: properties === null ? '' : decode('properties', properties),
    memConfiguration: memConfiguration === null ? '' : decode('memConfiguration', memConfiguration),
  };
}

function textsOf({ properties, memConfiguration }: FileBytes): FileTexts | null {
  if (properties === null || memConfiguration === null) return null;
  return {
    properties: decode('properties', properties),
    memConfiguration: decode('memConfiguration', memConfiguration),
  };
}
