/** From the words of a command line to a command and what it was given. */
import { parseArgs } from 'node:util';
import { clip } from '../../src-shared/clip.ts';
import { problem, success, type Result } from '../../src-shared/errors.ts';
import type { Command, Given, OptionSpec } from './command.ts';

/** Options of every command. */
export const everywhere = {
  home: { value: 'DIR', help: 'the home folder; else SALLYPORT_HOME, else the system’s place' },
  json: { help: 'print JSON lines' },
  help: { short: 'h', help: 'explain the command' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export interface Parsed {
  readonly command: Command;
  readonly given: Given;
  readonly home: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Of later versions: known, so that nobody looks for a typing error. */
const later = ['service', 'journal'];

/** True where the words ask for JSON, even when they are wrong otherwise. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

export function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
): Result<Parsed> {
  const { name, rest } = splitName(argv);
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    return usage(
      later.includes(name) ? `\`${name}\` is not in this version` : `there is no command "${name}"`,
    );
  }
  const parsed = parseOptions(rest, command);
  if (!parsed.ok) return parsed;
  const { values, words } = parsed.value;
  const help = values['help'] === true;
  const { least, most } = command.words;
  if (!help && (words.length < least || words.length > most)) {
    return usage(words.length < least ? 'something is missing' : 'too many words', command);
  }
  return success({
    command,
    given: {
      words,
      text: (option) => (typeof values[option] === 'string' ? values[option] : undefined),
      flag: (option) => values[option] === true,
    },
    home: typeof values['home'] === 'string' ? values['home'] : undefined,
    json: values['json'] === true,
    help,
  });
}

/** Options of every command may stand before its name; nothing at all asks for help. */
function splitName(argv: readonly string[]): { name: string; rest: readonly string[] } {
  let at = 0;
  while (at < argv.length && argv[at]?.startsWith('-') === true) {
    if (argv[at] === '--version')
      return { name: 'version', rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
    at += argv[at] === '--home' ? 2 : 1;
  }
  const name = argv[at];
  if (name === undefined) {
    return { name: 'help', rest: argv.filter((word) => word !== '--help' && word !== '-h') };
  }
  return { name, rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
}

interface Options {
  readonly values: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
}

function parseOptions(rest: readonly string[], command: Command): Result<Options> {
  const specs = Object.entries({ ...command.options, ...everywhere });
  const options = Object.fromEntries(
    specs.map(([name, spec]) => [
      name,
      {
        type: 'value' in spec ? ('string' as const) : ('boolean' as const),
        ...('short' in spec && typeof spec.short === 'string' ? { short: spec.short } : {}),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options,
      strict: true,
      allowPositionals: true,
    });
    return success({ values, words: positionals });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    return usage(plainly((error as Error).message), command);
  }
}

/** Only the first sentence of Node's: the rest tells how to write words that look like options. */
function plainly(message: string): string {
  const first = message.split(/\. |\n/)[0] ?? message;
  const value = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument/.exec(first)?.[1];
  return value === undefined
    ? clip(first)
    : `${value} needs a value (one that begins with -: ${value}=VALUE)`;
}

export function usage(
  message: string,
  command?: Command,
): { ok: false; problems: ReturnType<typeof problem>[] } {
  const remedy = command === undefined ? {} : { remedy: `Usage: ${synopsisOf(command)}` };
  return { ok: false, problems: [problem('USAGE', message, remedy)] };
}

export function synopsisOf(command: Command): string {
  return `sallyport ${command.name} ${command.synopsis}`.trimEnd();
}
