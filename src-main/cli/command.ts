/** What a command is. Help, usage errors and parsing derive from the table of them. */
import type { EngineParts } from '../engine/parts.ts';
import type { HomePaths } from '../settings/home.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';
import type { Output } from './output.ts';

export interface OptionSpec {
  /** How the value is called in the help; absent: the option is a switch. */
  readonly value?: string;
  /** One letter that stands for it. */
  readonly short?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** What follows the name, as in `KEY=VALUE ... [--restart]`. */
  readonly synopsis: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** A paragraph below the options in the help of the command. */
  readonly details?: string;
  /** How many words may follow the name. */
  readonly words: { readonly least: number; readonly most: number };
  /** True: the command works on no home folder. */
  readonly homeless?: boolean;
  readonly run: (context: Context, given: Given) => Promise<ExitCode>;
}

/** What the user wrote after the name of the command. */
export interface Given {
  readonly words: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
}

/** What a command works with. */
export interface Context {
  readonly paths: HomePaths;
  readonly output: Output;
  readonly engine: EngineParts;
  readonly host: Host;
}
