/** The command line: from words to an exit code. */
import { failure, problem, SallyportError } from '../../src-shared/errors.ts';
import type { EngineParts } from '../engine/parts.ts';
import { homePaths, resolveHome } from '../settings/home.ts';
import { commands } from './commands.ts';
import type { Command } from './command.ts';
import type { ExitCode } from './exit-codes.ts';
import { commandText, overviewText } from './help.ts';
import type { Host } from './host.ts';
import { createOutput, type Output } from './output.ts';
import { parseCommandLine, wantsJson, type Parsed } from './parse.ts';

/** Never rejects: an error that nobody expected is a bug, said as one, with exit code 1. */
export async function runCommandLine(
  argv: readonly string[],
  engine: EngineParts,
  host: Host,
): Promise<ExitCode> {
  const output = createOutput(host, wantsJson(argv));
  const table = [...commands, ...selfDescribing(output, host)];
  const parsed = parseCommandLine(argv, table);
  if (!parsed.ok) return output.failed(parsed.problems);
  if (parsed.value.help) {
    output.text(commandText(parsed.value.command));
    return 0;
  }
  try {
    return await run(parsed.value, engine, host, output);
  } catch (error) {
    return output.failed(failureOf(error));
  }
}

async function run(
  { command, given, home }: Parsed,
  engine: EngineParts,
  host: Host,
  output: Output,
): Promise<ExitCode> {
  // An empty SALLYPORT_HOME hinders no command that has no home.
  const env = command.homeless === true ? { ...host.env, SALLYPORT_HOME: undefined } : host.env;
  const place = resolveHome({ flag: home, env, platform: host.platform });
  if (!place.ok) return output.failed(place.problems);
  const paths = homePaths(place.value, host.platform);
  return command.run({ paths, output, engine, host }, given);
}

function failureOf(error: unknown): SallyportError['problems'] {
  if (error instanceof SallyportError) return error.problems;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure(problem('INTERNAL', text)).problems;
}

/** The commands that speak about the table itself. */
function selfDescribing(output: Output, host: Host): readonly Command[] {
  const help: Command = {
    name: 'help',
    synopsis: '[COMMAND]',
    summary: 'this text, or what a command does',
    options: {},
    words: { least: 0, most: 1 },
    homeless: true,
    run: async (_context, { words }) => {
      const [name] = words;
      const found = all.find((each) => each.name === name);
      if (name !== undefined && found === undefined) {
        return output.failed([problem('USAGE', `there is no command "${name}"`)]);
      }
      const text = found === undefined ? overviewText(all, host.version) : commandText(found);
      output.text(text);
      output.object({ help: text });
      return 0;
    },
  };
  const version: Command = {
    name: 'version',
    synopsis: '',
    summary: 'the version of Sallyport and of Node',
    options: {},
    words: { least: 0, most: 0 },
    homeless: true,
    run: async () => {
      output.text(`sallyport ${host.version} (Node ${process.versions.node}, ${process.platform})`);
      output.object({ version: host.version, node: process.versions.node });
      return 0;
    },
  };
  const all: readonly Command[] = [...commands, help, version];
  return [help, version];
}
