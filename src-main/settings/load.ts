/** Reads the saved settings, as a generation of the gateway is built from them. */
import {
  failure,
  isError,
  success,
  warning,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import { counted } from '../../src-shared/counted.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { decode, digestOf, readFiles, type FileBytes, type FileTexts } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readMemConfiguration } from './mem/read.ts';
import { readProperties } from './properties/read.ts';

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

/**
 * Why a restart with the saved files would be refused, as far as the two files alone say it: what they name is not
 * looked at, because whoever asks for the status does not want to wait for a name server. Empty when nothing speaks
 * against them.
 */
export async function refusalOf(paths: HomePaths): Promise<readonly Problem[]> {
  const { bytes, problems } = await readFiles(paths);
  const { properties, memConfiguration } = bytes;
  const errors = [
    ...problems,
    ...(properties === null
      ? []
      : readProperties(decode('properties', properties), paths.properties).problems),
    ...(memConfiguration === null
      ? []
      : readMemConfiguration(memConfiguration, paths.memConfiguration).problems),
  ].filter(isError);
  const [first] = errors;
  if (first === undefined) return [];
  const message = `the saved settings do not pass: a restart would be refused (${counted(errors.length, 'error')})`;
  const head = warning('RESTART_REFUSED', message, {
    file: first.file,
    line: first.line,
    key: first.key,
    remedy: 'Mend what `sallyport check` lists; the gateway goes on with the settings in force.',
  });
  return [head, ...errors.map((each) => ({ ...each, severity: 'warning' as const }))];
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
